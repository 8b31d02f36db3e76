"""HTTP: the application, its answers and its errors."""
