"""The provider functions of the local cloud: modules with a table `FUNCTIONS`, token -> (service, function)."""
