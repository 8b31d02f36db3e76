"""Who does what by when: intake, routing, work orders, the working calendar."""
