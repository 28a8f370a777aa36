"""From two estates to a plan: the decision table, the changes, their order, the guards, the plan as value and bytes."""
