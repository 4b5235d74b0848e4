"""Work in progress by the engineer of moto_patches (issue 4, stage 2)."""


def apply() -> None:
    """Nothing yet."""
