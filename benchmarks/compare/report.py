"""The tables: every round, then the medians and the ratio to the baseline."""

from statistics import median


def line(name, r):
    return (f"{name:<12}{r.cpu_us:>10.2f}{r.per_second:>12.0f}{r.p50:>10.3f}{r.p99:>10.3f}"
            f"{r.requests:>12}")


HEAD = f"{'':<12}{'us/req':>10}{'req/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'requests':>12}"


def summary(rounds, resident, baseline):
    """Rows of figures for each proxy: medians over rounds, and of the ratios within each round."""
    rows = {}
    for name, of in rounds.items():
        row = {"cpu_us": median(r.cpu_us for r in of), "per_second": median(r.per_second for r in of),
               "p50_ms": median(r.p50 for r in of), "p99_ms": median(r.p99 for r in of),
               "resident_mib": resident[name]}
        if baseline in rounds:
            ratios = [r.cpu_us / b.cpu_us for r, b in zip(of, rounds[baseline])]
            row |= {"ratio": median(ratios), "ratio_min": min(ratios), "ratio_max": max(ratios)}
        rows[name] = row
    return rows


def print_summary(rows, baseline):
    print(f"\n{'median':<12}{'us/req':>10}{'req/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'RSS MiB':>10}"
          f"   CPU against {baseline} (min-max of rounds)")
    for name, row in rows.items():
        ratio = "-"
        if "ratio" in row:
            ratio = f"{row['ratio']:.3f}  ({row['ratio_min']:.3f}-{row['ratio_max']:.3f})"
        print(f"{name:<12}{row['cpu_us']:>10.2f}{row['per_second']:>12.0f}{row['p50_ms']:>10.3f}"
              f"{row['p99_ms']:>10.3f}{row['resident_mib']:>10.0f}   {ratio}")
