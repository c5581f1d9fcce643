"""Everyday ways to ask for a contact, put into the words that documents sign with."""

from __future__ import annotations

from rag.lazy_re import lazy_re

_NUMBER = lazy_re("(?:应该|该|要|得)?[打拨](?:哪一?个|什么|啥)(?:号码?|电话)(?![^，。？?]{0,2}报)")
_PERSON = lazy_re(
    "(?:想|要)?(?:问事情?|问问题|咨询|有疑问|有不懂的|有问题要问)(?:的话)?[，,]?(?:应该|该|要|得|可以)?(?:找|问|联系)(?:谁|哪位)"
)


def as_contact(text: str) -> str:
    """A question with 打哪个号 and 问事找谁 as the telephone and the person to be reached.

    >>> as_contact("培训班的通知，有疑问找谁，打哪个号？")
    '培训班的通知，联系人是谁，联系电话是多少？'
    """
    return _PERSON.sub("联系人是谁", _NUMBER.sub("联系电话是多少", text))
