"""One module for each component; its `declare(version)` makes the version `first` or `changed`."""
