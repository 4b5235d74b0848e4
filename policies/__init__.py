"""The policy pack: what no deployment may break. An island: it sees types, properties and tags, not the
program."""
