"""What the tests of all folders share stands beside this file: pytest puts its folder on the path."""
