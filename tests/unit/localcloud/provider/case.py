"""The life of one resource in a test: its first inputs, and each change that is made in place."""

from collections.abc import Callable
from dataclasses import dataclass

from localcloud.provider.values import Properties
from tests.unit.localcloud.provider.world import World

Make = Callable[[World], Properties]


@dataclass(frozen=True)
class Case:
    """A resource to take through its life.

    Attributes:
        token: its type.
        create: its first inputs.
        changes: inputs to change, one update each; None takes an input away.
        untold: inputs that AWS does not tell, so that an import cannot have them.
        import_id: what a user gives to `pulumi import`, from the id and the state; the id by default.
        new_id: an update gives AWS's side another id than Pulumi's, which an import then finds.
        remains: AWS has something in the resource's place after its delete, so that a read finds that.
        name: tells cases of one type apart.
    """

    token: str
    create: Make
    changes: tuple[Make, ...] = ()
    untold: tuple[str, ...] = ()
    import_id: Callable[[str, Properties], str] = lambda identifier, state: identifier
    new_id: bool = False
    remains: bool = False
    name: str = ""

    def __str__(self) -> str:
        return f"{self.token.rsplit(':', 1)[-1]}{f'-{self.name}' if self.name else ''}"
