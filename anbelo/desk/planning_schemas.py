"""What somebody types who reports an absence."""

from marshmallow import fields

from anbelo.web.fields import Day, FormSchema


class AbsenceSchema(FormSchema):
    """Who is away, from when, until when (both days included; one day without the second)."""

    staff = fields.Integer(required=True)
    first_day = Day(required=True)
    last_day = Day()
