"""Speed, measured as ratios against something fair in the same run."""
