#!/usr/bin/env python3
"""Values of PyTorch for the trainer's tests: losses of full-batch training, final parameters, norms of gradients.

trainer.py > trainer.json. Needs torch. Parameters and pictures come from formulas, so that no weights need to be kept.
"""
import json, math
import torch, torch.nn as nn, torch.nn.functional as F

torch.set_num_threads(1)
SIDE, CHANNELS, CLASSES, COUNT = 8, 2, 4, 12


def numbers(count, phase):
    """The formula of both sides, in double precision."""
    return torch.tensor([math.sin(1.7 * i + phase) for i in range(count)], dtype=torch.float64)


class Flat:
    """Hands out parameters in Sundog's order and layout: the channel varies fastest, filters last."""
    def __init__(self): self.parts, self.count = [], 0
    def take(self, shape, scale, to_torch, shift=0.0):
        n = math.prod(shape)
        start = self.count
        self.count += n
        self.parts.append((start, shape, scale, shift, to_torch))
        return len(self.parts) - 1
    def build(self):
        flat = numbers(self.count, 0.3)
        out = []
        for start, shape, scale, shift, to_torch in self.parts:
            out.append(nn.Parameter(to_torch((flat[start:start + math.prod(shape)] * scale + shift).float().reshape(shape)).contiguous()))
        return out
    def flatten(self, tensors, inverse):
        return torch.cat([inv(t.detach()).reshape(-1) for t, inv in zip(tensors, inverse)])


class Network:
    def __init__(self, name):
        self.flat, self.inverse = Flat(), []
        getattr(self, name)()
        self.tensors = self.flat.build()

    def part(self, shape, scale, to_torch=lambda t: t, inverse=lambda t: t, shift=0.0):
        self.inverse.append(inverse)
        return self.flat.take(shape, scale, to_torch, shift)

    def conv(self, k, c, f, stride=1):
        w = self.part((k, k, c, f), 1 / math.sqrt(k * k * c), lambda t: t.permute(3, 2, 0, 1), lambda t: t.permute(2, 3, 1, 0))
        b = self.part((f,), .1)
        return lambda x: F.conv2d(x, self.tensors[w], self.tensors[b], stride, (k - 1) // 2)

    def depthwise(self, k, c, stride=1):
        w = self.part((k, k, c), 1 / k, lambda t: t.permute(2, 0, 1)[:, None], lambda t: t[:, 0].permute(1, 2, 0))
        b = self.part((c,), .1)
        return lambda x: F.conv2d(x, self.tensors[w], self.tensors[b], stride, (k - 1) // 2, groups=c)

    def norm(self, c):
        g, b = self.part((c,), .1, shift=1.0), self.part((c,), .1)
        return lambda x: F.group_norm(x, c // 8, self.tensors[g], self.tensors[b], 1e-5)

    def linear(self, i, o):
        w = self.part((i, o), 1 / math.sqrt(i), lambda t: t.T, lambda t: t.T)
        b = self.part((o,), .1)
        return lambda x: F.linear(x, self.tensors[w], self.tensors[b])

    def lenet(self):
        a, b = self.conv(5, CHANNELS, 16), self.conv(5, 16, 32)
        c, d = self.linear(32 * (SIDE // 4) ** 2, 128), self.linear(128, CLASSES)
        pool = lambda x: F.max_pool2d(F.relu(x), 2)
        self.run = lambda x: d(F.relu(c(pool(b(pool(a(x)))).permute(0, 2, 3, 1).flatten(1))))

    def residual(self, c, f, stride):
        p = self.conv(3, c, f, stride); n = self.norm(f); q = self.conv(3, f, f); m = self.norm(f)
        s = self.conv(1, c, f, stride) if stride != 1 or c != f else (lambda x: x)
        return lambda x: F.relu(m(q(F.relu(n(p(x))))) + s(x))

    def resnet(self):
        a, n = self.conv(3, CHANNELS, 32), self.norm(32)
        r = [self.residual(32, 32, 1), self.residual(32, 64, 2), self.residual(64, 128, 2)]
        d = self.linear(128, CLASSES)
        def run(x):
            x = F.relu(n(a(x)))
            for block in r: x = block(x)
            return d(x.mean((2, 3)))
        self.run = run

    def separable(self, c, f, stride):
        w, n, p, m = self.depthwise(3, c, stride), self.norm(c), self.conv(1, c, f), self.norm(f)
        return lambda x: F.relu(m(p(F.relu(n(w(x))))))

    def edge(self):
        a, n = self.conv(3, CHANNELS, 32), self.norm(32)
        s = [self.separable(32, 64, 2), self.separable(64, 64, 1), self.separable(64, 128, 2), self.separable(128, 128, 1)]
        d = self.linear(128, CLASSES)
        def run(x):
            x = F.relu(n(a(x)))
            for block in s: x = block(x)
            return d(x.mean((2, 3)))
        self.run = run

    def mlp(self):
        a, b, c = self.linear(SIDE * SIDE * CHANNELS, 256), self.linear(256, 128), self.linear(128, CLASSES)
        self.run = lambda x: c(F.relu(b(F.relu(a(x.permute(0, 2, 3, 1).flatten(1))))))

    def flattened(self): return self.flat.flatten(self.tensors, self.inverse)


pictures = numbers(COUNT * SIDE * SIDE * CHANNELS, 0.9).float().reshape(COUNT, SIDE, SIDE, CHANNELS).permute(0, 3, 1, 2).contiguous()
labels = torch.tensor([i % CLASSES for i in range(COUNT)])
STEPS = 4
out = {"provenance": f"PyTorch {torch.__version__}, float32, one thread; trainer.py beside this file",
       "side": SIDE, "channels": CHANNELS, "classes": CLASSES, "count": COUNT, "steps": STEPS, "networks": {}}
for name in ("lenet", "resnet", "edge", "mlp"):
    entry = {}
    net = Network(name)
    entry["parameters"] = net.flat.count
    norms = []
    for i in range(COUNT):
        loss = F.cross_entropy(net.run(pictures[i:i + 1]), labels[i:i + 1])
        norms.append(float(sum((g.double() ** 2).sum() for g in torch.autograd.grad(loss, net.tensors))))
    entry["squaredNorms"] = norms
    for kind in ("sgd", "adamw"):
        net = Network(name)
        optimizer = (torch.optim.SGD(net.tensors, .02, momentum=.9, weight_decay=5e-4) if kind == "sgd"
                     else torch.optim.AdamW(net.tensors, .001, weight_decay=.05))
        losses = []
        for _ in range(STEPS):
            optimizer.zero_grad()
            loss = F.cross_entropy(net.run(pictures), labels)
            loss.backward()
            optimizer.step()
            losses.append(float(loss.detach()))
        flat = net.flattened()
        stride = max(1, len(flat) // 60)
        entry[kind] = {"losses": losses, "stride": stride, "final": [float(v) for v in flat[::stride]]}
    out["networks"][name] = entry
w = nn.Parameter(torch.zeros(1))
o = torch.optim.SGD([w], 1.)
s = torch.optim.lr_scheduler.OneCycleLR(o, max_lr=.4, total_steps=20, cycle_momentum=False)
rates = []
for _ in range(20):
    rates.append(o.param_groups[0]["lr"]); o.step(); s.step()
out["oneCycle"] = {"peak": .4, "rates": rates[:20]}
print(json.dumps(out, indent=0))
