"""Several processes, and processes that die: nothing is lost and nothing older wins."""

from __future__ import annotations

import json
import random
import shutil
import signal
import time

from tests.search.processes import World, until

READY = "from search.reindex import ensure_index; ensure_index()"


def waiting(world: World) -> int:
    return int(world.run("print(OutboxMark.objects.count())"))


def assert_the_index_is_right(world: World, documents: int) -> None:
    checked = world.manage("check_index", "--format", "json")
    out, _ = checked.communicate(timeout=60)
    assert checked.returncode == 0, out
    assert json.loads(out)["counts"]["entries"] == documents


def test_the_indexer_builds_a_missing_index_follows_changes_and_stops_when_told(
    world: World,
) -> None:
    world.run("write('a', 'from before')")
    indexer = world.manage("run_indexer")
    until(lambda: world.run("print(len(OutboxMark.objects.all()))") == "0")
    shown = world.run(
        """
        write('b', 'new'); remove('a')
        deadline = time.time() + 10
        while found() != {'b': 'new'} and time.time() < deadline: time.sleep(0.02)
        print(found())
        """
    )
    assert shown == "{'b': 'new'}"
    indexer.send_signal(signal.SIGTERM)
    assert indexer.wait(timeout=10) == 0


def test_an_index_that_is_lost_under_a_running_indexer_is_built_again(world: World) -> None:
    world.run(f"{READY}; write('a', 'note'); drain()")
    world.manage("run_indexer")
    shutil.rmtree(world.home / "index")
    shown = world.run(
        """
        from search.engines.base import EngineDown
        def shown():
            try: return found()
            except EngineDown: return None
        deadline = time.time() + 15
        while shown() != {'a': 'note'} and time.time() < deadline: time.sleep(0.05)
        print(shown())
        """
    )
    assert shown == "{'a': 'note'}"


def test_several_drainers_at_once_end_with_the_newest_state_of_everything(world: World) -> None:
    world.run(READY)
    writers = [
        world.script(
            f"""
            draw = random.Random({seed})
            for number in range(60):
                key = f'k{{draw.randrange(12)}}'
                if draw.random() < 0.2: remove(key)
                else: write(key, f'{seed} {{number}}')
            """
        )
        for seed in range(2)
    ]
    drainers = [
        world.script(
            """
            while not os.path.exists('done') or OutboxMark.objects.exists():
                drain(limit=random.randint(1, 20)); time.sleep(0.005)
            """
        )
        for _ in range(3)
    ]
    for writer in writers:
        world.outcome(writer)
    (world.home / "done").touch()
    for drainer in drainers:
        world.outcome(drainer)
    documents = int(world.run("print(Session.objects.count())"))
    assert_the_index_is_right(world, documents)


def test_an_indexer_that_is_killed_again_and_again_loses_nothing(world: World) -> None:
    writer = world.script(
        """
        for number in range(400):
            write(f'k{number % 150}', f'state {number}')
            time.sleep(0.01)
        """
    )
    draw = random.Random(7)
    while writer.poll() is None:
        indexer = world.manage("run_indexer")
        time.sleep(draw.uniform(0.7, 2.2))
        indexer.kill()
        indexer.wait()
    world.outcome(writer)
    world.manage("run_indexer")
    until(lambda: waiting(world) == 0)
    assert_the_index_is_right(world, 150)


def test_a_rebuild_that_is_killed_leaves_the_index_answering_and_the_next_one_free(
    world: World,
) -> None:
    world.run(f"{READY}\nfor n in range(300): write(f'k{{n}}', 'note')\nwhile drain().marks: pass")
    rebuild = world.script(
        """
        from search.reindex import reindex
        def wait_for_the_end(kind, done):
            print(done, flush=True); time.sleep(600)
        reindex(batch=20, progress=wait_for_the_end)
        """
    )
    assert rebuild.stdout
    rebuild.stdout.readline()
    world.run("write('k0', 'changed'); drain()")
    rebuild.kill()
    rebuild.wait()
    assert world.run("print(found('changed'), RebuildState.objects.count())").endswith("1")
    world.outcome(world.manage("reindex"))
    assert world.run("print(RebuildState.objects.count(), OutboxMark.objects.count())") == "0 0"
    assert_the_index_is_right(world, 300)
