# The program's objects as the tests see them: proxies of what stays in the worker. Trusted.


class Opaque:
    """An object that stays in the worker. It has a truth value, attributes and a text, can be
    iterated, indexed, called, passed back and added to another one. It equals nothing but itself,
    and, where its class derives from a container, what is equal to it as data: a foreign __eq__,
    __contains__ or __lt__ never decides, nor does a foreign __sub__ learn what is expected. The
    items of a container are asked for once, until the program is called again, so that its length,
    its items and their order cannot contradict each other; so are its attributes and what it is as
    a number or a text. The items of an iterator come one by one.

    Operators and the methods that data has are asked only where its class is under test: made by
    the tests, or of a class that they name. Of two objects that the tests made, and only made, the
    program says how they compare."""

    __slots__ = ("_own_handle", "_own_shape", "_own_items", "_own_rest", "_own_asked", "_own_data",
                 "_own_answers", "_own_attributes", "_own_uses", "_own_told", "_own_source", "_own_touched", "_own_made",
                 "_own_tested", "_own_name")

    def __init__(self, handle):
        for name, value in (("uses", -1), ("source", None), ("touched", False), ("made", None),
                            ("tested", False), ("name", None)):
            object.__setattr__(self, "_own_" + name, value)
        told(self, handle)

    def __bool__(self):
        if self._own_told == channel.uses:
            return self._own_handle.truth
        return answer("truth", self) is True

    def __iter__(self):
        shape = shape_of(self)
        if shape == "single":
            raise TypeError("the program's object is not iterable")
        return one_by_one(self) if shape == "iterator" else items_of(self)

    def __next__(self):
        if shape_of(self) != "iterator":
            raise TypeError("the program's object is not an iterator")
        self._own_answers.clear()
        items = next_items(self, 1)
        if not items:
            raise StopIteration
        return items[0]

    def __len__(self):
        if shape_of(self) in ("sequence", "mapping"):
            return len(known_items(self, MOST_ITEMS))
        length = answer("length", self) if self._own_shape == "single" else None
        if length is None:
            raise TypeError("the program's object has no len()")
        if type(length) is not int or length < 0:
            channel.fail("runtime_error", "the program broke the protocol: not a length")
        return length

    def __getitem__(self, key):
        if shape_of(self) == "sequence" and isinstance(key, (int, slice)):
            return known_items(self, last_of(key))[key]
        if type(self._own_data) is dict and key in self._own_data:
            return self._own_data[key]
        known = [item for other, item in self._own_asked
                 if type(other) is type(key) and other == key]
        if known:
            return known[0]
        item = channel.ask("operate", "getitem", self, key)[1]
        self._own_asked.append((key, item))
        return item

    def __setitem__(self, key, value):
        channel.uses += 1
        channel.ask("operate", "setitem", self, key, value)

    def __delitem__(self, key):
        channel.uses += 1
        channel.ask("operate", "delitem", self, key)

    def __contains__(self, item):
        if not meets_values(self) or data_of(self) is not None:
            return any(own is item or own == item for own in self)
        return channel.ask("operate", "contains", self, item)[1] is True

    def __call__(self, *positional, **named):
        return call(self, positional, named, ("call", self._own_name))

    def __enter__(self):
        channel.uses += 1
        return channel.ask("enter", self)[1]

    def __exit__(self, kind, error, trace):
        """The program may end what it began, but not the exception: it may be a failed test's."""
        if kind is None or hasattr(error, "remote"):
            channel.uses += 1
            channel.ask("leave", self, [base.__name__ for base in kind.__mro__] if kind else [],
                        str(error))
        return False

    def __getattr__(self, name):
        data = data_of(self) if name in PREDICATES else None
        return attribute(self, name) if data is None else getattr(data, name)

    def __setattr__(self, name, value):
        channel.uses += 1
        channel.ask("set", self, name, value)

    def __eq__(self, other):
        if self is other:
            return True
        mine = compared_data(self)
        theirs = compared_data(other)
        if mine is not None and theirs is not None:
            return mine == theirs
        if isinstance(other, Opaque):
            if only_made(self) and only_made(other):
                return equal_as_made(self, other)
            channel.remark(NOT_COMPARED)
        # Not for a test that calls __eq__ itself: NotImplemented is true.
        return NotImplemented if may_decide(other) else False

    def __ne__(self, other):
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    def __hash__(self):
        return id(self)

    def __str__(self):
        return text_of(self, "str")

    def __repr__(self):
        return text_of(self, "repr")

    def __round__(self, *digits):
        return own_operator("round", self, *digits)

    def __int__(self):
        return own_operator("int", self)

    def __float__(self):
        return own_operator("float", self)

    @property
    def __class__(self):
        return CONTAINER_BASES.get(self._own_handle.data, type(self))


def told(opaque, handle):
    """Whose truth is that of now."""
    object.__setattr__(opaque, "_own_handle", handle)
    object.__setattr__(opaque, "_own_told", channel.uses)


Opaque.__name__ = Opaque.__qualname__ = "object of the program"  # as people see it


class Function(Opaque):
    """A function or class of the candidate, which has a name."""

    __slots__ = ("__name__",)

    def __init__(self, name):
        Opaque.__init__(self, Handle(name, True))
        object.__setattr__(self, "__name__", name)
        object.__setattr__(self, "_own_tested", True)

    def __bool__(self):
        return True

    def __call__(self, *positional, **named):
        name = self.__name__
        if may_be_class(name):
            value = call(name, positional, named, ("make", name, positional, named))
            return made(name, value, positional, named)
        channel.has_results = True
        return call(name, positional, named, ("call", name))

    def __instancecheck__(self, value):
        return channel.ask("instance", value, self)[1] is True

    def __subclasscheck__(self, kind):
        return channel.ask("subclass", kind, self)[1] is True


class Enumeration(Function):
    """One of the candidate's. Which members it has is asked before anything else of it, so that none
    depends on which one the tests want."""

    __slots__ = ("_own_members",)

    def __init__(self, name, members):
        Function.__init__(self, name)
        known = {}
        for member in members:
            handle = getattr(member, "_own_handle", None)
            if type(handle) is not Handle or not handle.member or handle.member[0] != name:
                continue
            channel.members[name, handle.member[1]] = known[handle.member[1]] = member
        object.__setattr__(self, "_own_members", known)

    def __getattr__(self, name):
        return self._own_members[name] if name in self._own_members else attribute(self, name)

    def __getitem__(self, name):
        return self._own_members[name]

    def __call__(self, *positional, **named):
        for member in self._own_members.values():
            if len(positional) == 1 and positional[0] == member._own_handle.member[2]:
                return member
        return Function.__call__(self, *positional, **named)


def constant(base):
    """What an object is as data that cannot change, and, for the rest, the object itself."""
    class Constant(base):
        def __getattr__(self, name):
            return attribute(self, name)

        def __str__(self):
            return text_of(self, "str")

        def __repr__(self):
            return text_of(self, "repr")

    Constant.__name__ = Constant.__qualname__ = base.__name__
    return Constant


CONSTANTS = {base: constant(base) for base in CONSTANT_BASES}
CONSTANT_OF = {kind: base for base, kind in CONSTANTS.items()}


async def finished(coroutine):
    channel.uses += 1
    return channel.ask("finish", coroutine)[1]


def proxy(handle):
    if handle.data == "coroutine":
        return finished(Opaque(Handle(handle.number, True)))
    if type(handle.data) is not tuple:
        if handle.data is not None and handle.data not in CONTAINER_BASES:
            raise Malformed("an object of an unknown kind")
        return Opaque(handle)
    value, = handle.data
    made = CONSTANTS[type(value)](value)
    made._own_handle = handle
    made._own_uses = -1
    return made


def handle_of(value):
    """Nothing where it is not the program's."""
    if not isinstance(value, Opaque) and type(value) not in CONSTANTS.values():
        return None
    own = value._own_handle
    return Named("", own.number) if type(own.number) is str else Handle(own.number, own.truth)
