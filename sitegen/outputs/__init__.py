"""Library → targets: which files the site has, and what each shows."""
