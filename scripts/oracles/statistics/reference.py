"""The statistics once more, by other people's code or by plain enumeration, with random cases.

CASES maps a name that the probe knows to (generator of arguments, reference, tolerance). A generator
takes a random.Random; a reference takes the arguments and returns a number or nested lists of them.
Nothing here looks at the C++ code's results.
"""
import itertools
import math
from fractions import Fraction

import numpy as np
from scipy import optimize, stats
from statsmodels.api import OLS
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

CLOSED_FORM = 1e-12


# --- k of n samples -----------------------------------------------------------------------------
def counts(rng, most=12):
    n = rng.randint(1, most)
    return {"n": n, "c": rng.randint(0, n), "k": rng.randint(1, n)}


def many_counts(rng):
    return counts(rng, 12 if rng.random() < 0.7 else 300)


def average_over_subsets(n, k, score):
    subsets = list(itertools.combinations(range(n), k))
    return float(sum((Fraction(score(subset)) for subset in subsets), Fraction(0)) / len(subsets))


def pass_at_k(a):
    n, c, k = a["n"], a["c"], a["k"]
    if n > 12:
        return float(1 - Fraction(math.comb(n - c, k), math.comb(n, k)))
    return average_over_subsets(n, k, lambda subset: any(i < c for i in subset))


def pass_hat_k(a):
    n, c, k = a["n"], a["c"], a["k"]
    if n > 12:
        return float(Fraction(math.comb(c, k), math.comb(n, k)))
    return average_over_subsets(n, k, lambda subset: all(i < c for i in subset))


def mean_at_k(a):
    n, c, k = a["n"], a["c"], a["k"]
    if n > 12:
        return c / n
    return average_over_subsets(n, k, lambda subset: Fraction(sum(i < c for i in subset), k))


def votes(rng):
    n = rng.randint(1, 11) if rng.random() < 0.6 else rng.randint(12, 64)
    classes = rng.choice([2, 3, 5, 64])
    labels = [rng.randint(-1, classes - 2) for _ in range(n)]
    correct = sum(label == 0 for label in labels)
    wrong = [labels.count(label) for label in sorted(set(labels)) if label > 0]
    return {"correct": correct, "wrong": wrong, "missing": labels.count(-1), "k": rng.randint(1, n)}


def vote(labels):
    tally = {}
    for label in labels:
        if label is not None:
            tally[label] = tally.get(label, 0) + 1
    leaders = [label for label, count in tally.items() if count == max(tally.values())]
    return Fraction(int("right" in leaders), len(leaders)) if leaders else Fraction(0)


def cons_by_state(a):
    """Exact counts of subsets by (drawn, highest count, how many at it, whether the right one is)."""
    states = {(0, 0, 0, False): 1}
    sizes = [(a["correct"], True)] + [(size, False) for size in a["wrong"]]
    for size, right in sizes:
        following = {}
        for (drawn, top, ties, held), ways in states.items():
            for x in range(min(size, a["k"] - drawn) + 1):
                state = (drawn, top, ties, held)
                if x > top:
                    state = (drawn, x, 1, right)
                elif x == top and x > 0:
                    state = (drawn, top, ties + 1, held or right)
                state = (drawn + x, *state[1:])
                following[state] = following.get(state, 0) + ways * math.comb(size, x)
        states = following
    total = Fraction(0)
    for (drawn, _, ties, held), ways in states.items():
        rest = a["k"] - drawn
        if held and rest <= a["missing"]:
            total += Fraction(ways * math.comb(a["missing"], rest), ties)
    n = a["correct"] + sum(a["wrong"]) + a["missing"]
    return float(total / math.comb(n, a["k"]))


def cons_at_k(a):
    labels = ["right"] * a["correct"] + [None] * a["missing"]
    for i, size in enumerate(a["wrong"]):
        labels += [f"wrong {i}"] * size
    if len(labels) > 11:
        return cons_by_state(a)
    return average_over_subsets(len(labels), a["k"], lambda subset: vote(labels[i] for i in subset))


# --- errors -------------------------------------------------------------------------------------
def scores(rng, least=2, most=60):
    k = rng.choice([1, 2, 4, 8, 10, 64])
    return [rng.randint(0, k) / k for _ in range(rng.randint(least, most))]


def clustered_scores(rng):
    values = scores(rng)
    return {"scores": values, "clusters": [rng.choice(["", "a", "b", "c", "d", "e"]) for _ in values]}


def clustered_standard_error(a):
    """Cluster-robust by statsmodels, which divides squares by n^2 where Miller has n (n - 1)."""
    values = np.array(a["scores"])
    n = len(values)
    groups = [f"alone {i}" if key == "" else key for i, key in enumerate(a["clusters"])]
    codes = np.unique(groups, return_inverse=True)[1]
    squares = np.sum((values - values.mean()) ** 2)
    difference = squares / (n * (n - 1)) - squares / n**2
    if len(set(codes)) == 1:  # statsmodels asks for two; the deviations of one sum to 0
        return math.sqrt(max(0.0, difference))
    fit = OLS(values, np.ones(n)).fit(
        cov_type="cluster", cov_kwds={"groups": codes, "use_correction": False})
    return math.sqrt(max(0.0, float(fit.cov_params()[0, 0]) + difference))


def problems(rng, least=2):
    k = rng.choice([2, 4, 8])
    real = rng.random() < 0.3
    return [[rng.uniform(0, 5000) if real else float(rng.random() < p) for _ in range(k)]
            for p in [rng.random() for _ in range(rng.randint(least, 40))]]


def variance_parts(samples):
    samples = np.array(samples)
    n, k = samples.shape
    total = stats.sem(samples.mean(axis=1)) ** 2
    within = sum(stats.sem(row) ** 2 for row in samples) / n**2
    return [total, within, max(0.0, total - within)]


# --- intervals ----------------------------------------------------------------------------------
def confidence(rng):
    return rng.choice([0.8, 0.9, 0.95, 0.99])


def wilson_case(rng):
    trials = rng.randint(1, 2000)
    return {"successes": rng.randint(0, trials), "trials": trials, "confidence": confidence(rng)}


def mean_case(rng):
    values = scores(rng, 3)
    error = stats.sem(values) * rng.uniform(0.8, 1.6)
    return {"mean": float(np.mean(values)), "error": float(error), "units": len(values),
            "confidence": confidence(rng)}


def mean_interval(a):
    """The roots of (p - x)^2 = t^2 x (1 - x) / n, and Wilson's own at the normal quantile of t."""
    p, units = a["mean"], a["units"]
    n = p * (1 - p) / a["error"] ** 2 if a["error"] > 0 and 0 < p < 1 else units
    t = stats.t.ppf((1 + a["confidence"]) / 2, units - 1)
    return list(proportion_confint(p * n, n, alpha=2 * stats.norm.sf(t), method="wilson"))


def bootstrap_case(rng):
    """Values in binary fractions, whose sums are exact in any order: a tie is one for SciPy too."""
    steps = rng.choice([4, 16, 2**20])
    values = [rng.randint(0, steps) / steps for _ in range(rng.randint(3, 30))]
    values[0] = 1 - values[1] if values[1] != 0.5 else 1.0
    return {"values": values, "indices": [rng.randrange(len(values)) for _ in range(200 * len(values))],
            "confidence": confidence(rng)}


class Resampled:
    def __init__(self, distribution):
        self.bootstrap_distribution = distribution


def by_scipy_bootstrap(method):
    def interval(a):
        values = np.array(a["values"])
        means = values[np.array(a["indices"]).reshape(-1, len(values))].sum(axis=1) / len(values)
        if method == "BCa" and not 0 < np.mean((means < values.mean()) + (means <= values.mean())) < 2:
            return None
        found = stats.bootstrap((values,), lambda x, axis=-1: x.sum(axis=axis) / x.shape[axis], n_resamples=0,
                                bootstrap_result=Resampled(means), confidence_level=a["confidence"],
                                method=method).confidence_interval
        return [found.low, found.high]
    return interval


class Philox:
    """Philox4x32-10 (Salmon et al. 2011) as a stream of 32-bit words."""

    def __init__(self, key, stream):
        self.key, self.stream, self.block, self.left = key, stream, 0, []

    def next(self):
        if not self.left:
            halves = lambda x: [x & 0xFFFFFFFF, x >> 32]
            counter, key = halves(self.block) + halves(self.stream), halves(self.key)
            for _ in range(10):
                p0, p1 = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
                counter = [(p1 >> 32) ^ counter[1] ^ key[0], p1 & 0xFFFFFFFF,
                           (p0 >> 32) ^ counter[3] ^ key[1], p0 & 0xFFFFFFFF]
                key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
            self.block += 1
            self.left = counter
        return self.left.pop(0)

    def below(self, n):
        while True:
            product = self.next() * n
            if (product & 0xFFFFFFFF) >= (2**32 - n) % n:
                return product >> 32


def resample_indices(a):
    streams = (Philox(a["seed"], r) for r in range(a["count"]))
    return [stream.below(a["size"]) for stream in streams for _ in range(a["size"])]


# --- pairs --------------------------------------------------------------------------------------
def pair_case(rng):
    a = problems(rng, 3)
    b = [[value if rng.random() < 0.8 else rng.random() for value in row] for row in a]
    return {"a": a, "b": b, "by": rng.choice(["sample", "mean"]), "confidence": confidence(rng)}


def paired_difference(a):
    first, second = np.mean(a["a"], axis=1), np.mean(a["b"], axis=1)
    test = lambda alternative: stats.ttest_rel(second, first, alternative=alternative)
    difference = float(np.mean(second - first))
    if np.ptp(second - first) == 0:
        return [difference, 0, len(first) - 1] + [difference] * 4
    both = test("two-sided").confidence_interval(a["confidence"])
    return [difference, float(stats.sem(second - first)), int(test("two-sided").df), both.low, both.high,
            test("greater").confidence_interval(a["confidence"]).low,
            test("less").confidence_interval(a["confidence"]).high]


def paired_parts(a):
    first, second = np.array(a["a"]), np.array(a["b"])
    if a["by"] == "sample":
        return variance_parts(second - first)
    n = len(first)
    total = stats.sem(second.mean(axis=1) - first.mean(axis=1)) ** 2
    within = sum(stats.sem(row) ** 2 for row in [*first, *second]) / n**2
    return [total, within, max(0.0, total - within)]


def mcnemar_reference(a):
    lost, gained = a["lost"], a["gained"]
    if lost + gained == 0:
        return [1, 1, 1]
    one_sided = lambda alternative: stats.binomtest(lost, lost + gained, 0.5, alternative).pvalue
    return [one_sided("greater"), one_sided("less"), mcnemar([[5, lost], [gained, 5]], exact=True).pvalue]


def difference_case(rng):
    """Binary fractions, whose sums tie exactly for SciPy too, or values that never tie."""
    if rng.random() < 0.3:
        return {"differences": [rng.gauss(0.2, 1) for _ in range(rng.randint(1, 9))]}
    k = rng.choice([1, 4, 8])
    return {"differences": [rng.randint(-k, k) / k for _ in range(rng.randint(1, 9))]}


def permutation_reference(a):
    kept = [value for value in a["differences"] if value != 0]
    if not kept:
        return [1, 1, 1]
    sums = [sum(s * v for s, v in zip(signs, kept)) for signs in itertools.product((1, -1), repeat=len(kept))]
    observed, slack = sum(kept), 1e-9
    less = sum(value <= observed + slack for value in sums) / len(sums)
    greater = sum(value >= observed - slack for value in sums) / len(sums)
    if len(kept) > 1:
        for alternative, ours in (("less", less), ("greater", greater)):
            theirs = stats.permutation_test((kept, [0.0] * len(kept)), lambda x, y, axis=-1: np.sum(x - y, axis=axis),
                                            permutation_type="samples", alternative=alternative,
                                            n_resamples=np.inf, vectorized=True).pvalue
            assert abs(theirs - ours) < 1e-12, (a, alternative, theirs, ours)
    return [less, greater, min(1, 2 * min(less, greater))]


def drawn_case(rng):
    return {"differences": [rng.randint(-8, 8) / 8 for _ in range(rng.randint(5, 40))],
            "exact_up_to": 0, "draws": 50, "seed": rng.getrandbits(64)}


def drawn_reference(a):
    kept = [value for value in a["differences"] if value != 0]
    if not kept:
        return [1, 1, 1]
    sums = []
    for r in range(a["draws"]):
        stream = Philox(a["seed"], r)
        words = [stream.next() for _ in range((len(kept) + 31) // 32)]
        sums.append(sum(v if words[i // 32] >> (i % 32) & 1 else -v for i, v in enumerate(kept)))
    less = (1 + sum(value <= sum(kept) for value in sums)) / (1 + len(sums))
    greater = (1 + sum(value >= sum(kept) for value in sums)) / (1 + len(sums))
    return [less, greater, min(1, 2 * min(less, greater))]


def gate_case(rng):
    return {"cases": [{"differences": [rng.gauss(0.05, 1) for _ in range(rng.randint(3, 60))],
                       "max_drop": rng.uniform(0.01, 0.5)} for _ in range(rng.randint(1, 5))]}


def gate(a):
    rows = []
    for case in a["cases"]:
        values, drop = case["differences"], case["max_drop"]
        test = lambda alternative, mean=0: stats.ttest_1samp(values, mean, alternative=alternative)
        t = stats.t(len(values) - 1)
        rows.append([test("greater").confidence_interval(0.95).low, test("less").confidence_interval(0.95).high,
                     float(test("greater", drop).pvalue), float(test("less", drop).pvalue), None,
                     (t.ppf(0.95) + t.ppf(0.8)) * stats.sem(values)])
    for row, adjusted in zip(rows, multipletests([row[2] for row in rows], method="holm")[1]):
        row[4] = adjusted
    return rows


def minimum_detectable_drop(a):
    """The effect by bisection, with the variance of losing problems wholly or not at all."""
    t = stats.t(a["units"] - 1)
    errors = t.ppf(1 - a["alpha"]) + t.ppf(a["power"])

    def lacking(effect):
        drop = a["allowed"] + effect
        return effect**2 - errors**2 * (a["error"] ** 2 + drop * (1 - drop) / a["units"])
    return optimize.brentq(lacking, 0, 100, xtol=1e-15, rtol=1e-14)


def needed_case(rng):
    samples = problems(rng)
    while variance_parts(samples)[0] == 0:
        samples = problems(rng)
    return {"problems": samples, "target": math.sqrt(variance_parts(samples)[0]) * rng.uniform(0.2, 1)}


def samples_needed(a):
    """The least numbers at which the variance is small enough, by stepping; None if none is."""
    total, within, between = variance_parts(a["problems"])
    n, k, target = len(a["problems"]), len(a["problems"][0]), a["target"] ** 2
    more_problems = n
    while total * n / more_problems > target * (1 + 1e-9):
        more_problems += 1
    if between >= target:
        return [more_problems, None]
    low, high = 0, 10**12
    while high - low > 1:
        middle = (low + high) // 2
        if between + within * k / middle > target * (1 + 1e-11):
            low = middle
        else:
            high = middle
    return [more_problems, high]


# --- tokens of thought ---------------------------------------------------------------------------
def budget_case(rng):
    sample = lambda: [rng.randint(0, 400), rng.random() < 0.5, rng.random() < 0.2]
    return {"problems": [[sample() for _ in range(rng.randint(1, 6))] for _ in range(rng.randint(2, 20))],
            "budgets": [0, 50, 100, 200, 400, 1000]}


def accuracy_by_budget(a):
    rows = []
    for budget in a["budgets"]:
        done = [[not cut and tokens <= budget for tokens, _, cut in p] for p in a["problems"]]
        right = [[ok and fits for (_, ok, _), fits in zip(p, d)] for p, d in zip(a["problems"], done)]
        means = [np.mean(row) for row in right]
        finished, hits = sum(map(sum, done)), sum(map(sum, right))
        rows.append([np.mean(means), stats.sem(means), np.mean([np.mean(row) for row in done]),
                     hits / finished if finished else 0,
                     sum(cut and tokens < budget for p in a["problems"] for tokens, _, cut in p)])
    return rows + [[np.mean([np.mean([cut for _, _, cut in p]) for p in a["problems"]])]]


# --- adaptive rounds -----------------------------------------------------------------------------
def ranked_case(rng):
    """Half of them with many ties."""
    n = rng.randint(5, 60)
    draw = rng.random if rng.random() < 0.5 else lambda: rng.randint(0, 4)
    return {"x": [draw() for _ in range(n)], "y": [draw() for _ in range(n)], "confidence": confidence(rng)}


def rank_correlation(a):
    r = stats.spearmanr(a["x"], a["y"]).statistic
    if np.isnan(r) or abs(r) > 1 - 1e-12:
        return None
    error = math.sqrt((1 + r * r / 2) / (len(a["x"]) - 3))
    z = stats.norm.ppf((1 + a["confidence"]) / 2)
    return [r, math.tanh(math.atanh(r) - z * error), math.tanh(math.atanh(r) + z * error)]


def plan_case(rng):
    k = rng.choice([2, 3, 4, 8])
    pilot = [[k, sum(rng.random() < p for _ in range(k))] for p in [rng.betavariate(0.6, 0.6) for _ in range(rng.randint(5, 80))]]
    return {"pilot": pilot, "half_width": rng.uniform(0.03, 0.2), "max_rounds": rng.choice([4, 64])}


def plan_rounds(a):
    pilot, n = a["pilot"], len(a["pilot"])
    z = stats.norm.ppf(0.975)
    shares = [Fraction(c, k) for k, c in pilot]
    stratum = [0 if s == 0 else 4 if s == 1 else 1 + (s >= Fraction(1, 3)) + (s >= Fraction(2, 3)) for s in shares]
    chance, spread = stats.beta.stats([c + 0.5 for _, c in pilot], [k - c + 0.5 for k, c in pilot])
    noise = chance - spread - chance**2
    members = {h: [i for i in range(n) if stratum[i] == h] for h in sorted(set(stratum))}
    variance = {h: np.mean([noise[i] for i in m]) for h, m in members.items()}
    samples = [[1.0] * c + [0.0] * (k - c) for k, c in pilot]
    between = variance_parts(samples)[2]
    rounds = {h: 1 for h in members}
    error = lambda: between + sum(len(m) * variance[h] / rounds[h] for h, m in members.items()) / n**2
    while error() > (a["half_width"] / z) ** 2:
        left = [h for h in members if rounds[h] < a["max_rounds"]]
        if not left:
            break
        gain = {h: round(variance[h] / rounds[h] - variance[h] / (rounds[h] + 1), 11) for h in left}
        rounds[max(left, key=gain.get)] += 1
    half = z * math.sqrt(error())
    return [[rounds[h] for h in stratum], half, bool(half <= a["half_width"] * (1 + 1e-12))]


def argument(*ranges):
    return lambda rng: {name: draw(rng) for name, draw in ranges}


def df(rng):
    return rng.choice([1, 2, 3.5, 29, 163, 499, rng.uniform(1, 3000)])


def probability(rng):
    return rng.choice([0.5, 0.8, 0.95, 0.975, 0.999, rng.uniform(1e-6, 1 - 1e-6)])


CASES = {
    "pass_at_k": (many_counts, pass_at_k, CLOSED_FORM),
    "pass_hat_k": (many_counts, pass_hat_k, CLOSED_FORM),
    "mean_at_k": (many_counts, mean_at_k, CLOSED_FORM),
    "cons_at_k": (votes, cons_at_k, CLOSED_FORM),
    "standard_error": (lambda rng: {"scores": scores(rng)}, lambda a: stats.sem(a["scores"]), CLOSED_FORM),
    "clustered_standard_error": (clustered_scores, clustered_standard_error, CLOSED_FORM),
    "variance_parts": (lambda rng: {"problems": problems(rng)}, lambda a: variance_parts(a["problems"]), CLOSED_FORM),
    "wilson_interval": (wilson_case, lambda a: list(proportion_confint(
        a["successes"], a["trials"], alpha=1 - a["confidence"], method="wilson")), CLOSED_FORM),
    "t_interval": (lambda rng: {"mean": rng.random(), "error": rng.random(), "df": df(rng), "confidence": confidence(rng)},
                   lambda a: list(stats.t.interval(a["confidence"], a["df"], a["mean"], a["error"])), CLOSED_FORM),
    "mean_interval": (mean_case, mean_interval, CLOSED_FORM),
    "resample_indices": (lambda rng: {"size": rng.randint(1, 30), "count": 3, "seed": rng.getrandbits(64)},
                         resample_indices, 0),
    "percentile_interval": (bootstrap_case, by_scipy_bootstrap("percentile"), CLOSED_FORM),
    "bca_interval": (bootstrap_case, by_scipy_bootstrap("BCa"), CLOSED_FORM),
    "paired_difference": (pair_case, paired_difference, CLOSED_FORM),
    "paired_parts": (pair_case, paired_parts, CLOSED_FORM),
    "mcnemar": (lambda rng: {"lost": rng.randint(0, 40), "gained": rng.randint(0, 40)}, mcnemar_reference, CLOSED_FORM),
    "permutation_test": (difference_case, permutation_reference, CLOSED_FORM),
    "permutation_test drawn": (drawn_case, drawn_reference, CLOSED_FORM),
    "holm": (lambda rng: {"p_values": [rng.random() ** 3 for _ in range(rng.randint(1, 12))]},
             lambda a: list(multipletests(a["p_values"], method="holm")[1]), CLOSED_FORM),
    "minimum_detectable_effect": (
        lambda rng: {"error": rng.random(), "df": df(rng), "alpha": rng.choice([0.01, 0.025, 0.05]), "power": rng.choice([0.8, 0.9])},
        lambda a: (stats.t.ppf(1 - a["alpha"], a["df"]) + stats.t.ppf(a["power"], a["df"])) * a["error"], CLOSED_FORM),
    "minimum_detectable_drop": (
        lambda rng: {"error": rng.uniform(0.001, 0.2), "units": rng.randint(2, 600), "allowed": rng.uniform(0, 0.2),
                     "alpha": rng.choice([0.01, 0.05]), "power": rng.choice([0.8, 0.9])},
        minimum_detectable_drop, CLOSED_FORM),
    "samples_needed": (needed_case, samples_needed, 0),
    "gate": (gate_case, gate, CLOSED_FORM),
    "token_quantiles": (lambda rng: {"tokens": [rng.randint(0, 32768) for _ in range(rng.randint(1, 50))],
                                     "shares": [0, 0.1, 0.25, 0.5, 0.9, 1]},
                        lambda a: list(np.quantile(a["tokens"], a["shares"])), CLOSED_FORM),
    "accuracy_by_budget": (budget_case, accuracy_by_budget, CLOSED_FORM),
    "rank_correlation": (ranked_case, rank_correlation, CLOSED_FORM),
    "plan_rounds": (plan_case, plan_rounds, CLOSED_FORM),
    "normal_cdf": (argument(("x", lambda rng: rng.gauss(0, 3))), lambda a: stats.norm.cdf(a["x"]), CLOSED_FORM),
    "normal_quantile": (argument(("p", probability)), lambda a: stats.norm.ppf(a["p"]), CLOSED_FORM),
    "student_cdf": (argument(("x", lambda rng: rng.gauss(0, 3)), ("df", df)), lambda a: stats.t.cdf(a["x"], a["df"]), CLOSED_FORM),
    "student_quantile": (argument(("p", probability), ("df", df)), lambda a: stats.t.ppf(a["p"], a["df"]), CLOSED_FORM),
    "beta_quantile": (argument(("p", probability), ("a", lambda rng: rng.uniform(0.5, 60)), ("b", lambda rng: rng.uniform(0.5, 60))),
                      lambda a: stats.beta.ppf(a["p"], a["a"], a["b"]), CLOSED_FORM),
    "binomial_cdf": (lambda rng: {"n": 64, "x": rng.randint(0, 64), "p": rng.random()},
                     lambda a: stats.binom.cdf(a["x"], a["n"], a["p"]), CLOSED_FORM),
}


def make(name, rng):
    """A random case with its expected result: None where the reference has no answer."""
    generate, reference, tolerance = CASES[name]
    arguments = generate(rng)
    return {"function": name.split()[0], **arguments}, plain(reference(arguments)), tolerance


def plain(value):
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(each) for each in value]
    return value.item() if isinstance(value, np.generic) else value


def distance(ours, theirs):
    """The largest difference, relative above 1 and absolute below; infinite for other shapes."""
    if isinstance(theirs, list):
        if not isinstance(ours, list) or len(ours) != len(theirs):
            return math.inf
        return max((distance(a, b) for a, b in zip(ours, theirs)), default=0.0)
    if theirs is None or ours is None or isinstance(theirs, bool):
        return 0.0 if ours == theirs else math.inf
    gap = abs(ours - theirs) / max(1.0, abs(theirs))
    return gap if gap == gap else math.inf
