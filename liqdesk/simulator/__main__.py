"""`python -m liqdesk.simulator`: the simulated exchanges alone."""

import argparse
import sys

from liqdesk.simulator.run import add_arguments, main

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="liqdesk simulate", description="Simulated exchanges on loopback.")
    add_arguments(parser)
    sys.exit(main(parser.parse_args()))
