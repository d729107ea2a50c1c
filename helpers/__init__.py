"""What every chapter shares and no reader came to learn.

Loading of the data sets and their stand-ins, scores, figures, image grids,
plots, the results table and the run-time set-up. Models, losses and training
loops are not here: they stand in the chapters. Importing this package does no
work; import the module that you need, as in
``from helpers.datasets import load_mnist``.
"""
