"""The training loop as docs/export.md shows it, on the batches of cdp-run."""

import data_order


def train(plan, model, optimizer, data, loss_of):
    """The loss of each step; `loss_of(rows)` is that of sequences with one token more than the context."""
    scheduler = plan.scheduler(optimizer)
    losses = []
    for rows in data_order.batches(data, plan.training, plan.training.steps):
        loss = loss_of(rows)
        optimizer.zero_grad()
        loss.backward()
        plan.clip_grad_(model)
        optimizer.step()
        scheduler.step()
        losses.append(loss.item())
    return losses
