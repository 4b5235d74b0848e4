"""What documentation is generated from: components, settings, the access table and the stack itself.

Each module has a function `render` that returns pages by file name, or the text of one page or section.
"""
