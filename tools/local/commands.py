"""What the targets of `make` do. Each command ends with an exit code; progress goes to standard error."""

import shutil
from typing import Annotated

import typer
from rich.console import Console

from localcloud import daemon
from tools import state_directory
from tools.local import stacks
from tools.local.environment import DEFAULT_STACK, cloud_directory, state_backend
from tools.local.recovery import break_stale_locks, clear_pending
from tools.local.session import Session
from tools.local.stacks import Stack
from tools.local.status import Status

POLICIES = ("--policy-pack", "policies")
AT_ONCE = ("--yes", "--skip-preview")

PASS_ON = {"allow_extra_args": True, "ignore_unknown_options": True}
StackName = Annotated[str, typer.Option("--stack", "-s", help="The stack to work on.")]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def local() -> None:
    """Pulumi and other commands in the local cloud. Anything that is no command below is run as a program."""


@app.command(context_settings=PASS_ON)
def up(context: typer.Context, stack: StackName = DEFAULT_STACK) -> None:
    """Bring a stack up. Further arguments go to `pulumi up`."""
    session = Session.open(report)
    _prepare(session, _stack(stack))
    code = session.pulumi("up", "--stack", stack, *AT_ONCE, *POLICIES, *context.args)
    if code == 0:
        typer.echo(_what_now(session.daemon.endpoint, stack))
    raise typer.Exit(code)


@app.command(context_settings=PASS_ON)
def preview(context: typer.Context, stack: StackName = DEFAULT_STACK) -> None:
    """Show what `up` would change. Further arguments go to `pulumi preview`."""
    _stack(stack)
    session = Session.open(report)
    raise typer.Exit(session.pulumi("preview", "--stack", stack, *POLICIES, *context.args))


@app.command(context_settings=PASS_ON)
def refresh(context: typer.Context, stack: StackName = DEFAULT_STACK) -> None:
    """Show what was changed behind Pulumi's back, and take it into the state.

    Further arguments go to `pulumi refresh`: with `--preview-only` the state stays as it is.
    """
    session = Session.open(report)
    _prepare(session, _stack(stack))
    consent = () if "--preview-only" in context.args else ("--yes",)
    raise typer.Exit(session.pulumi("refresh", "--stack", stack, *consent, *context.args))


@app.command()
def down(
    stack: Annotated[str | None, typer.Option("--stack", "-s", help="Destroy this stack only.")] = None,
) -> None:
    """Destroy what is up, and stop the local cloud. Starts nothing when there is nothing to destroy."""
    chosen = stacks.existing(state_backend()) if stack is None else [_stack(stack)]
    deployed = [one for one in chosen if one.resources or one.pending]
    if deployed:
        session = Session.open(report)
        for one in deployed:
            _destroy(session, one)
    if daemon.stop(cloud_directory()):
        report("the local cloud is stopped")
    elif not deployed:
        report("nothing is deployed, and the local cloud is not running")


@app.command()
def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for scripts.")] = False,
) -> None:
    """Say what is running and what is deployed."""
    found = Status.read()
    if as_json:
        typer.echo(found.json())
    else:
        found.show(Console())


@app.command()
def clean() -> None:
    """Stop the local cloud and delete it, with all that is deployed in it and the stacks' state."""
    daemon.stop(cloud_directory())
    shutil.rmtree(state_directory(), ignore_errors=True)


def report(line: str) -> None:
    """Show one line of progress."""
    typer.echo(line, err=True)


def _stack(name: str) -> Stack:
    """The stack called `name`; one without state yet counts as empty.

    Raises:
        typer.BadParameter: there is no such stack, and the checkout configures none.
    """
    found = {one.name: one for one in stacks.existing(state_backend())}
    known = sorted({*found, *stacks.configured()})
    if name not in known:
        raise typer.BadParameter(f"there is no stack {name!r}; there are {', '.join(known)}")
    return found.get(name) or Stack(name, resources=0, updated=None, pending=())


def _prepare(session: Session, stack: Stack) -> None:
    """Mend what a killed run left of the stack, so that it can be written to."""
    break_stale_locks(state_backend(), stack.name, report)
    clear_pending(stack, session.pulumi_output, report)


def _destroy(session: Session, stack: Stack) -> None:
    _refuse_protected(stack)
    _prepare(session, stack)
    if stack.pending:
        # What a killed run made without writing it down would stay behind, and hold what it is attached to.
        targets = [f"--target={urn}" for urn in stack.pending]
        if session.pulumi("up", "--stack", stack.name, *AT_ONCE, *targets):
            report(f"stack {stack.name} is destroyed without them: what of them exists stays behind")
    if code := session.pulumi("destroy", "--stack", stack.name, *AT_ONCE):
        report(f"stack {stack.name} is not destroyed (see above); the local cloud is left running")
        raise typer.Exit(code)


def _refuse_protected(stack: Stack) -> None:
    """End the command when something is protected: a destroy would fail in the middle, with the rest gone."""
    if not stack.protected:
        return
    names = ", ".join(urn.rsplit("::", 1)[-1] for urn in stack.protected)
    report(
        f"stack {stack.name} is not destroyed: {names} are protected, nothing was deleted. Set "
        f"protection.deletionProtection to false in Pulumi.{stack.name}.yaml, bring the stack up with that, "
        "and "
        "try again"
    )
    raise typer.Exit(1)


def _what_now(endpoint: str, stack: str) -> str:
    look = "import boto3; print(boto3.client('ec2').describe_vpcs()['Vpcs'])"
    option = "" if stack == DEFAULT_STACK else f" STACK={stack}"
    return f"""
Stack {stack} is up in the local cloud at {endpoint}. What now?
  preview a change     make preview{option}
  another environment  make preview STACK=prod
  look at it           scripts/local python -c "{look}"
                       scripts/local pulumi stack export --stack {stack}
  fill its secrets     scripts/local python -m ops secrets init --stack {stack}
  find drift           make refresh{option} ARGS=--preview-only
  destroy it, stop     make down{option}"""
