"""What is said about clients' spreadsheets: files refused, tables not found, cells repaired or doubtful."""

from typing import Final

from dougong.problem.marking import N_

INTAKE: Final[dict[str, str]] = {
    "intake.file.nothing": N_("This file is empty."),
    "intake.file.too_large": N_("This file is larger than {limit} MB. Split the table, or take pictures out of it."),
    "intake.file.truncated": N_(
        "This file breaks off in the middle: it was not copied or uploaded whole. Upload it again."
    ),
    "intake.file.broken": N_("This file is damaged. Open it in Excel, save it again and upload that."),
    "intake.file.bomb": N_("Unpacked, this file would grow out of all proportion. Such files are not opened."),
    "intake.file.unpacked": N_("Unpacked, this file is larger than {limit} MB. Split the table."),
    "intake.file.extension": N_(
        "The name ends with {given}, but the content is {found}. Open it in Excel and save it as what its name says."
    ),
    "intake.file.no_extension": N_("The name has no ending. The content looks like {found}: add that to the name."),
    "intake.file.kind": N_(
        "This is no spreadsheet but a file of the kind {found}. Possible are .xlsx, .xls, .ods and .csv."
    ),
    "intake.file.unknown": N_("This is neither a spreadsheet nor text. Possible are .xlsx, .xls, .ods and .csv."),
    "intake.file.web_page": N_(
        "This is a web page with the name of a spreadsheet. Open it in Excel and save it as .xlsx."
    ),
    "intake.file.binary": N_("This is a binary workbook (.xlsb). Save it as .xlsx."),
    "intake.file.encrypted": N_(
        "This file is protected by a password. Take the password off in Excel and upload it again."
    ),
    "intake.file.entities": N_(
        "This file declares entities in its markup, which no spreadsheet needs. It is not opened."
    ),
    "intake.file.columns": N_(
        "A sheet has {found} columns; at most {limit} are taken. Delete the columns beside the table."
    ),
    "intake.file.rows": N_(
        "A sheet has {found} rows; at most {limit} are taken. Split the table, or delete the rows below it."
    ),
    "intake.file.cells": N_(
        "A sheet has too many cells; at most {limit} are taken. Split the table, or delete what stands far from it."
    ),
    "intake.file.sheets": N_("This workbook has more than {limit} sheets. Keep only those that are needed."),
    "intake.file.encoding": N_(
        "The characters of this file are kept in an unknown way. Save it in Excel as “CSV UTF-8”."
    ),
    "intake.file.quotes": N_("A quotation mark in this file is never closed and swallows the rest of it."),
    "intake.file.macros": N_("The macros in this file were left alone: they are neither run nor kept."),
    "intake.file.separator": N_("The columns are separated by “{separator}”."),
    "intake.file.read_as": N_("The characters were read as {encoding}."),
    "intake.empty": N_("Nothing stands in this sheet."),
    "intake.no_header": N_("No row of this sheet looks like a header. Give the columns names above the first entry."),
    "intake.because.label": N_("The column is called like the field."),
    "intake.because.synonym": N_("The column has another name of the field."),
    "intake.because.alike": N_("The column is called much like the field."),
    "intake.because.pinyin": N_("The column's name sounds like the field's."),
    "intake.because.content": N_("What stands in the column fits this field only."),
    "intake.because.several": N_("The column is called much like several fields."),
    "intake.because.nothing": N_("No field fits this column."),
    "intake.error_cell": N_("The spreadsheet shows an error here ({text})."),
    "intake.no_result": N_(
        "The file keeps the formula here but not its result. Open it in Excel, save it and upload it again."
    ),
    "intake.no_number": N_("This is no number."),
    "intake.about": N_("This is not one exact number."),
    "intake.separators": N_("In “{text}” it is not clear whether the comma parts thousands or decimals."),
    "intake.unit": N_("“{unit}” does not become “{expected}”."),
    "intake.unit_unknown": N_("What “{unit}” behind the number means is not known."),
    "intake.percent_large": N_(
        "Is {text} meant as {text} % or as {whole} %? Say for the column how its numbers are meant."
    ),
    "intake.percent_small": N_(
        "Is {text} meant as {text} % or as {whole} %? Say for the column how its numbers are meant."
    ),
    "intake.not_whole": N_("{text} is not a whole number."),
    "intake.digits_lost": N_(
        "The spreadsheet made a number of this and lost its last digits. Make the column text and enter it again."
    ),
    "intake.no_date": N_("“{text}” is not a date."),
    "intake.no_day": N_("The day is missing in “{text}”."),
    "intake.no_year": N_("The year is missing in “{text}”."),
    "intake.date_order": N_("In “{text}” it is not clear which is the day and which the month."),
    "intake.month_number": N_(
        "The spreadsheet has made a number of this month: {text} may have lost a zero at its end."
    ),
    "intake.no_time": N_("“{text}” is not a time."),
    "intake.no_truth": N_("“{text}” is neither yes nor no."),
    "intake.no_choice": N_("“{text}” is none of the choices: {choices}."),
    "intake.note.width": N_("Full-width signs, blanks or unseen signs were put right."),
    "intake.note.currency": N_("The sign of the currency was taken off."),
    "intake.note.negative": N_("Written as accountants do: read as a negative number."),
    "intake.note.thousands": N_("Thousands separators were taken out."),
    "intake.note.large": N_("A large word (万, 亿) was worked in."),
    "intake.note.unit": N_("The unit “{unit}” was taken off."),
    "intake.note.converted": N_("“{unit}” was converted into “{into}”."),
    "intake.note.factor": N_("The header names a larger or smaller unit: multiplied by {factor}."),
    "intake.note.percent": N_("Per cent, kept as {value}."),
    "intake.note.hundredths": N_("Read as {value} %."),
    "intake.note.rounded": N_("{given} was rounded to {value}."),
    "intake.note.date_text": N_("The date stood here as text."),
    "intake.note.serial": N_("The date stood here as the spreadsheet's day number."),
    "intake.note.time_dropped": N_("The time of day was left out."),
    "intake.note.date_dropped": N_("The date was left out."),
    "intake.note.year": N_("The year {year} was taken from the title."),
    "intake.note.month_of_day": N_("The month of the date."),
    "intake.note.time_number": N_("The time stood here as a number."),
    "intake.note.time_text": N_("The time was written otherwise."),
    "intake.note.length": N_("Counted in “{unit}”."),
    "intake.note.truth": N_("Taken for yes or no."),
    "intake.note.choice": N_("Taken for “{title}”."),
    "intake.note.blanks": N_("Blanks or unseen signs were taken out."),
    "intake.note.number_text": N_("The spreadsheet held this as a number."),
    "intake.note.date_as_text": N_("The spreadsheet held this as a date or time."),
    "intake.note.nothing": N_("A sign for “nothing”: left empty."),
}
