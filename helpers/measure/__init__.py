"""What do I compare with? Scores, baselines, tables, and the results."""

from helpers.measure.alarms import auroc
from helpers.measure.answers import check_answer
from helpers.measure.baselines import (
    PCABaseline,
    fit_pca,
    mean_image,
    show_baselines,
)
from helpers.measure.filters import tune_filter
from helpers.measure.groups import local_pca_reconstruct
from helpers.measure.neighbours import (
    isomap_reconstruct,
    linear_probe,
    nearest_neighbours,
    neighbour_accuracy,
)
from helpers.measure.results import Results
from helpers.measure.scores import bce, mse, psnr_db, sse, ssim
from helpers.measure.streamed import stream_pca
from helpers.measure.studies import keep_for_study, load_study, load_values
from helpers.measure.tables import show_table
from helpers.measure.vqpca import fit_vq_pca
from helpers.measure.wordlists import WordLists, error_at
from helpers.measure.words import (
    CountedShares,
    draw_words,
    nearest_words,
    read_words,
    write_words,
)

__all__ = [
    "CountedShares",
    "PCABaseline",
    "Results",
    "WordLists",
    "auroc",
    "bce",
    "check_answer",
    "draw_words",
    "error_at",
    "fit_pca",
    "fit_vq_pca",
    "isomap_reconstruct",
    "keep_for_study",
    "linear_probe",
    "load_study",
    "load_values",
    "local_pca_reconstruct",
    "mean_image",
    "mse",
    "nearest_neighbours",
    "nearest_words",
    "neighbour_accuracy",
    "psnr_db",
    "read_words",
    "show_baselines",
    "show_table",
    "sse",
    "ssim",
    "stream_pca",
    "tune_filter",
    "write_words",
]
