"""The provider functions of the local cloud: modules with a table `FUNCTIONS` of them by token."""
