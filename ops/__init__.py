"""People's commands for a deployed stack: `python -m ops --help`.

They read what a stack publishes and what AWS says, and know nothing of the program that deployed it.
"""
