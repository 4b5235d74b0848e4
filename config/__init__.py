"""What an environment wants: frozen settings, read from `Pulumi.<stack>.yaml`.

Every model here works offline and without Pulumi; `load` alone reads the running stack. Defaults are
production's.
"""
