"""What a person submitted, newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index."""

    dependencies = (("approvals", "0001_initial"),)
    operations = (
        migrations.AddIndex(
            model_name="submissionrow",
            index=models.Index(fields=["tenant_id", "by", "-at"], name="approvals_submitted_by"),
        ),
    )
