"""How fast reports get into a ledger, with one reading process and with more, and how much memory that takes.

    python -m benchmarks.throughput [--records N] [--jobs 1,2] [--words W] [--keep DIR] [--check]

Makes N short records from templates of its own, one in ten the text of the one before, and runs ``whosays add --jobs
J`` over them for each J in turn, each into a new ledger. Prints documents a second (by the wall clock, and by the
clock of the processors, which a busy machine disturbs less), the speed-up over the first J, whether the ledgers hold
the same, and the memory of the command and of its reading processes. Memory is sampled while it runs: the highest of
the first quarter of the samples (after loading) stands beside that of the last, so that growth shows. ``--check``
exits with 4 where a goal is missed. Linux only: the samples are read from /proc.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

EVERY = 0.5  # seconds between two samples
GOALS = {"speed-up of 2": 1.8, "growth": 1.25}
PLACES = (
    "Kharkiv", "Izium", "Kupiansk", "Sumy", "Kherson", "Nikopol", "Pokrovsk", "Kramatorsk", "Odesa", "Dnipro", "Kursk",
    "Belgorod", "Donetsk", "Luhansk", "Melitopol", "Mykolaiv", "Poltava", "Chernihiv", "Vinnytsia", "Zaporizhzhia",
    "Khartoum", "Omdurman", "Nyala", "Kassala", "Geneina", "Kosti", "Atbara", "Mandalay", "Sittwe", "Lashio",
    "Myitkyina", "Loikaw", "Magway", "Aleppo", "Homs", "Idlib", "Raqqa", "Daraa", "Hama", "Latakia", "Sanaa", "Aden",
    "Marib", "Taiz", "Hodeidah", "Mocha", "Maiduguri", "Kaduna", "Sokoto", "Jos", "Zamfara", "Yola", "Mogadishu",
    "Baidoa", "Kismayo", "Beledweyne", "Galkayo", "Gao", "Mopti", "Kidal", "Timbuktu", "Segou", "Goma", "Bukavu",
    "Beni", "Bunia", "Uvira", "Butembo", "Tyre", "Sidon", "Nabatieh", "Baalbek", "Cali", "Arauca", "Tumaco", "Pasto",
    "Buenaventura", "Gaza", "Rafah", "Jenin", "Nablus", "Hebron", "Tulkarm", "Kabul", "Kunduz", "Kandahar", "Herat",
    "Mosul", "Kirkuk", "Tikrit", "Basra", "Ramadi",
)  # fmt: skip
TARGETS = (
    "a warehouse", "a school", "two houses", "a power station", "a fuel depot", "a market", "a railway yard",
    "a clinic", "a bridge", "a bakery", "a mosque", "a police post", "a bus station", "the water works",
    "a block of flats", "a radio mast", "an army convoy", "a grain store", "the town hall", "a border post",
)  # fmt: skip
WEAPONS = (
    "a missile", "a drone", "shells", "two guided bombs", "a volley of rockets", "three drones", "a car bomb",
    "mortar rounds", "an artillery barrage", "gunmen on motorcycles", "a roadside bomb", "warplanes",
)  # fmt: skip
SPEAKERS = (
    "the mayor", "the regional governor", "the emergency service", "the army", "the defence ministry", "police",
    "the health ministry", "a hospital director", "the Red Cross", "two residents", "a rebel spokesman",
    "the interior ministry", "local radio", "the United Nations",
)  # fmt: skip
SENTENCES = (
    "{weapon} hit {target} in {place} on {day}, killing {killed} people and wounding {hurt}, {speaker} said.",
    "Over {place} {downed} of {fired} drones were shot down, according to {speaker} in {other}.",
    "{speaker} of {place} denied having struck {target} near {other}.",
    "{hurt} residents of {place} fled to {other} after {target} burned, {speaker} said.",
    "For {target} in {place}, {speaker} warned, {other} would pay on {day}.",
    "In {place} the toll rose to {killed} on {day}, {speaker} said.",
    "{hurt} wounded came from {place} to {other}, {speaker} told reporters.",
    "On {day} {weapon} struck {target} outside {place}; {speaker} spoke of {killed} dead.",
    "{speaker} accused {other} of shelling {target} in {place}, where {killed} died.",
    "Clashes near {place} left {killed} fighters and {hurt} civilians dead, {speaker} reported.",
    "Police in {place} arrested {killed} people on {day} over {target}.",
    "{fired} hundred marched in {place} on {day} against {speaker}.",
    "Nobody in {other} was hurt when {weapon} landed by {target}, {speaker} said.",
    "Troops entered {place} on {day}, {fired} days after {target} fell.",
    "{downed} families, {speaker} said, had left {other} for {place} since {day}.",
    "{weapon} cut power in {other} and damaged {target}, {speaker} reported.",
    "{place} and {other} agreed on {day} to a truce of {downed} hours, {speaker} said.",
    "{speaker} put the damage to {target} in {place} at {fired} million dollars.",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
A_DAY = 40  # records: the ledger grows with time, so that a day is as full at any size
COPIED = 10  # one record in so many is the text of the one before, brought out by another outlet


def records(count: int, words: int) -> Iterator[dict[str, str]]:
    """So many records of about so many words, the same on every machine; one in ten repeats the one before."""
    chance = random.Random(20240526)
    body = ""
    for number in range(count):
        if number % COPIED != COPIED - 1:
            body = _text(chance, words)
        day = datetime.date(2018, 1, 1) + datetime.timedelta(days=number // A_DAY)
        yield {
            "id": f"r{number}",
            "text": body,
            "published": day.isoformat(),
            "publisher": f"Example Outlet {number % 37}",
        }


def _text(chance: random.Random, words: int) -> str:
    text: list[str] = []
    while sum(len(s.split()) for s in text) < words - 8:
        fired = chance.randint(5, 180)
        place, other = chance.sample(PLACES, 2)
        sentence = chance.choice(SENTENCES).format(
            weapon=chance.choice(WEAPONS), target=chance.choice(TARGETS), place=place, other=other,
            day=chance.choice(DAYS), killed=chance.randint(2, 30), hurt=chance.randint(2, 90), fired=fired,
            downed=chance.randint(2, fired), speaker=chance.choice(SPEAKERS),
        )  # fmt: skip
        text.append(sentence[0].upper() + sentence[1:])
    return " ".join(text)


@dataclass
class Run:
    """One run of the command. Seconds and megabytes; samples: (of the command, of all its reading processes)."""

    jobs: int
    wall: float
    cpu: float
    held: int
    incidents: int
    samples: list[tuple[float, float]] = field(default_factory=list)

    def peak(self, which: int) -> float:
        """The highest sample of the command (0) or of its processes together (1)."""
        return max((s[which] for s in self.samples), default=0.0)

    def growth(self) -> float:
        """The highest total of the last quarter over that of the first, loading left out."""
        totals = [sum(s) for s in self.samples]
        loaded = next((n for n, t in enumerate(totals) if t > 0.8 * max(totals)), 0)
        totals = totals[loaded:]
        quarter = max(1, len(totals) // 4)
        return max(totals[-quarter:]) / max(totals[:quarter]) if totals else 1.0


def run(source: Path, jobs: int, ledger: Path) -> Run:
    """Add the records with so many jobs, and watch. Raises RuntimeError with what the command said."""
    command = [sys.executable, "-m", "whosays", "add", str(source), "--ledger", str(ledger), "--jobs", str(jobs)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    samples: list[tuple[float, float]] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=None) as process:
        while process.poll() is None:
            children = _children(process.pid)
            samples.append((_resident(process.pid), sum(map(_resident, children))))
            time.sleep(EVERY)
        out = process.stdout.read() if process.stdout else b""
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise RuntimeError(f"whosays add ended with exit code {process.returncode}")
    said = json.loads(out)
    from whosays.ledger import Ledger

    with Ledger(ledger) as kept:
        incidents = kept.count()
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(jobs, wall, cpu, said["new"], incidents, samples)


def _resident(pid: int) -> float:
    """Resident memory of a process in MB; 0 where it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def _children(pid: int) -> list[int]:
    try:
        found = Path(f"/proc/{pid}/task").glob("*/children")
        return [int(p) for path in found for p in path.read_text().split()]
    except OSError:
        return []


def main() -> int:
    """Print the table; returns the exit code."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--records", type=int, default=2_000)
    ask.add_argument("--jobs", default="1,2", help="numbers of reading processes, by commas")
    ask.add_argument("--words", type=int, default=40, help="words of a record, about")
    ask.add_argument("--keep", type=Path, help="leave records and ledgers in this folder")
    ask.add_argument("--check", action="store_true", help="exit with 4 where a goal is missed")
    options = ask.parse_args()
    load = os.getloadavg()[0]
    print(f"{options.records:,} records of some {options.words} words; {os.cpu_count()} cores, load {load:.1f} before")
    with tempfile.TemporaryDirectory(prefix="whosays-bench-") as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        source = folder / "records.jsonl"
        with source.open("w", encoding="utf8") as out:
            for record in records(options.records, options.words):
                out.write(json.dumps(record) + "\n")
        runs = []
        for jobs in map(int, options.jobs.split(",")):
            ledger = folder / f"{jobs}-jobs.db"
            ledger.unlink(missing_ok=True)
            runs.append(run(source, jobs, ledger))
            _print(runs[-1], runs[0])
    same = len({(r.held, r.incidents) for r in runs}) == 1
    print(f"the ledgers hold the same: {'yes' if same else 'NO'}")
    missed = [] if same else ["the same in all ledgers"]
    speedup = next((runs[0].wall / r.wall for r in runs if r.jobs == 2 and runs[0].jobs == 1), None)
    if speedup is not None and speedup < GOALS["speed-up of 2"]:
        missed.append(f"speed-up {speedup:.2f}, goal {GOALS['speed-up of 2']}")
    missed += [f"growth {r.growth():.2f} with {r.jobs}" for r in runs if r.growth() > GOALS["growth"]]
    if missed:
        print("missed:", "; ".join(missed))
    return 4 if missed and options.check else 0


def _print(found: Run, first: Run) -> None:
    busy = f", {first.wall / found.wall:.2f} x as fast" if found is not first else ""
    print(
        f"--jobs {found.jobs}: {found.wall:8.1f} s  {found.held / found.wall:6.1f} documents a second{busy}; "
        f"{found.cpu:.1f} s of processor ({1000 * found.cpu / max(1, found.held):.0f} ms a document, "
        f"{found.cpu / found.wall:.2f} cores busy); {found.incidents:,} incidents"
    )
    print(
        f"          memory: the command at most {found.peak(0):.0f} MB, its reading processes {found.peak(1):.0f} MB; "
        f"last quarter over first: {found.growth():.2f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
