"""What do I compare with? Scores, and the table of results."""

from helpers.measure.results import result_row, show_results
from helpers.measure.scores import bce, mse, psnr_db, sse, ssim

__all__ = ["bce", "mse", "psnr_db", "result_row", "show_results", "sse", "ssim"]
