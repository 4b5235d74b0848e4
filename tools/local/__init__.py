"""Run commands, Pulumi's above all, against the local cloud: `scripts/local CMD…` and the targets of `make`.

Everything that is written lies in one folder, `tools.state_directory()`:

    pulumi-home/     Pulumi's own home, so that a developer's `~/.pulumi` is never touched
    pulumi-state/    the stacks' state (a `file://` backend)
    pulumi-config/   the stacks' configuration as Pulumi is given it, copied from the checkout for each run
    cloud/           the local cloud
    bin/             executables in front of PATH
"""
