"""Two operators of the expert layer with hand-written gradients.

`grouped_linear` multiplies each expert's rows by that expert's matrix; `permute_rows` is a gather whose
gradient is again a gather. On recent PyTorch the products are registered as custom operators, so that
torch.compile takes them as they are.
"""
import torch


CHUNK = 64  # bf16 products compile one kernel per shape: few row counts keep them all in oneDNN's cache


def _grouped_forward(x, weight, counts):
    """Row counts are rounded up to CHUNK; what spills into the next expert's rows is overwritten by it."""
    total = x.shape[0]
    out = x.new_empty(total, weight.shape[1])
    start = 0
    for expert, rows in enumerate(counts.tolist()):
        end, matrix = start + rows, weight[expert].t()
        padded = min(-(-rows // CHUNK) * CHUNK, total)
        if rows and start + padded <= total:
            torch.mm(x[start:start + padded], matrix, out=out[start:start + padded])
        elif rows:
            out[start:end] = torch.mm(x[total - padded:], matrix)[start - end + padded - (total - end):
                                                                  padded - (total - end)]
        start = end
    return out


def _grouped_weight_gradient(x, gradient, counts):
    out = x.new_zeros(counts.shape[0], gradient.shape[1], x.shape[1])
    start = 0
    for expert, rows in enumerate(counts.tolist()):
        middle, end = start + rows // CHUNK * CHUNK, start + rows
        if middle > start:
            torch.mm(gradient[start:middle].t(), x[start:middle], out=out[expert])
        if end > middle:
            out[expert].addmm_(gradient[middle:end].t(), x[middle:end])
        start = end
    return out


if hasattr(torch.library, "custom_op"):
    from torch import Tensor

    @torch.library.custom_op("assay::grouped_forward", mutates_args=())
    def grouped_forward(x: Tensor, weight: Tensor, counts: Tensor) -> Tensor:
        return _grouped_forward(x, weight, counts)

    @grouped_forward.register_fake
    def _(x, weight, counts):
        return x.new_empty(x.shape[0], weight.shape[1])

    @torch.library.custom_op("assay::grouped_weight_gradient", mutates_args=())
    def grouped_weight_gradient(x: Tensor, gradient: Tensor, counts: Tensor) -> Tensor:
        return _grouped_weight_gradient(x, gradient, counts)

    @grouped_weight_gradient.register_fake
    def _(x, gradient, counts):
        return x.new_empty(counts.shape[0], gradient.shape[1], x.shape[1])
else:
    grouped_forward, grouped_weight_gradient = _grouped_forward, _grouped_weight_gradient


class _GroupedLinear(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, counts):
        ctx.save_for_backward(x, weight, counts)
        return grouped_forward(x, weight, counts)

    @staticmethod
    def backward(ctx, gradient):
        x, weight, counts = ctx.saved_tensors
        gradient = gradient.contiguous()
        return (grouped_forward(gradient, weight.transpose(1, 2), counts),
                grouped_weight_gradient(x, gradient, counts), None)


class _PermuteRows(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, order, inverse, copies):
        ctx.save_for_backward(inverse)
        ctx.copies = copies
        return x.index_select(0, order if copies == 1 else torch.div(order, copies, rounding_mode="floor"))

    @staticmethod
    def backward(ctx, gradient):
        (inverse,) = ctx.saved_tensors
        rows = gradient.index_select(0, inverse)
        if ctx.copies > 1:
            rows = rows.view(-1, ctx.copies, rows.shape[-1]).sum(1)
        return rows, None, None, None


def grouped_linear(x, weight, counts):
    """x [R, in] sorted by expert, counts [E] rows each, weight [E, out, in] -> [R, out]."""
    return _GroupedLinear.apply(x, weight, counts)


def permute_rows(x, order, inverse, copies):
    """Row r of the result is x[order[r] // copies]; `inverse` undoes the permutation `order`."""
    return _PermuteRows.apply(x, order, inverse, copies)
