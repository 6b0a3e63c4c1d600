"""`python -m search` is the command `seedsearch`."""

from search.cli.main import main

if __name__ == "__main__":
    main()
