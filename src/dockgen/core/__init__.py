"""What every other part builds on: errors, the project, facts, the plan, quoting, versions."""
