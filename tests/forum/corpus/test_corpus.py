"""The invented Danish: the same from the same seed, every slot filled, enough of it different."""

from random import Random

import pytest

from forum import text
from forum.corpus import TOPICS, Topic, letter, thread
from forum.scale.rows import html


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_every_slot_of_a_topic_is_filled(topic: Topic) -> None:
    for seed in range(60):
        found = thread(Random(seed), topic, 8)
        for words in (found.title, *(post.source for post in found.posts)):
            assert "{" not in words
            assert "  " not in words
        assert 5 < len(found.title) <= 120
        assert found.posts[0].part == "asks"


def test_a_seed_gives_the_same_thread_and_another_gives_another() -> None:
    assert thread(Random(1), TOPICS[0], 5) == thread(Random(1), TOPICS[0], 5)
    assert thread(Random(1), TOPICS[0], 5) != thread(Random(2), TOPICS[0], 5)


def test_hardly_any_two_posts_say_the_same() -> None:
    said = [post.source for seed in range(200) for post in thread(Random(seed), TOPICS[seed % 8], 10).posts]
    assert len(set(said)) > 0.93 * len(said)


def test_what_is_written_in_bulk_is_what_would_be_rendered() -> None:
    for seed in range(200):
        for post in thread(Random(seed), TOPICS[seed % 8], 6).posts:
            assert html(post.paragraphs).strip() == text.render(post.source).strip()


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_letters_are_whole_and_hardly_any_two_the_same(topic: Topic) -> None:
    made = [letter(Random(seed), topic, "Inger", "Sofie Lindholm", 4) for seed in range(60)]
    assert made[0] == letter(Random(0), topic, "Inger", "Sofie Lindholm", 4)
    for one in made:
        assert len(one.texts) == 4
        assert 5 < len(one.subject) <= 120
        for words in (one.subject, *one.texts):
            assert "{" not in words
            assert "  " not in words
        assert all(written.endswith("\nInger") for written in one.texts[::2])
        assert all(written.startswith("Kære Inger\n\n") for written in one.texts[1::2])
    assert len({text for one in made for text in one.texts}) > 0.97 * 240
