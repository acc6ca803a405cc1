"""How well schedules cover an addon: coverage, requirements, metrics and the week."""
