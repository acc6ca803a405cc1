"""What is run and measured: nothing in here measures."""
