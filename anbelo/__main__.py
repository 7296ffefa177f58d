"""`python -m anbelo` is the command `anbelo`."""

from anbelo.cli import main

if __name__ == "__main__":
    main(prog_name="anbelo")
