package report

import (
	"shuzhi/internal/calendar"
	"shuzhi/internal/record"
)

// settleTime fits a time to the report's days: 本月, 以来, and a year that is the report's own. A year that only the title or a heading
// names does not move the report's: whoever asks for 2026 of a text of 2023 is asked for 2026, and warned.
func (s *scene) settleTime(w *when) *SlotSpan {
	if s.scope == nil {
		if w.sort != knownTime {
			return nil
		}
		span := w.span
		return span.tidy()
	}
	base := s.scope.Period
	last := s.scope.Period.To
	month := calendar.Date(last.Year()*10000 + last.Month()*100 + 1)
	switch w.sort {
	case thisMonth:
		return s.ending(month, month.AddMonths(1).AddDays(-1))
	case monthBefore:
		return s.ending(month.AddMonths(-1), month.AddDays(-1))
	case thisQuarter, quarterBefore:
		first := month.AddMonths(-((last.Month() - 1) % 3))
		if w.sort == quarterBefore {
			first = first.AddMonths(-3)
		}
		return s.ending(first, first.AddMonths(3).AddDays(-1))
	case nowTime, wholeTime:
		if w.blank {
			return nil
		}
		return s.hang(base, SlotSpan{})
	case knownTime:
		span := w.until(base)
		if days, err := span.Resolve(base); w.year && !w.open && err == nil && days.From <= s.scope.Period.From && s.scope.Period.To <= days.To {
			return nil // 2023年 in a report of its first half
		}
		return s.hang(base, span)
	}
	return nil
}

// until is a time's span; of one that goes on, up to the last of the days on which it hangs.
func (w *when) until(base calendar.Span) SlotSpan {
	span := w.span
	if from, err := span.Resolve(base); !w.open || err != nil || from.From > base.To {
		return span
	}
	if span.To = record.Text(base.To.String()); span.YearsBack != nil {
		span.To = monthDay(base.To.Month(), base.To.Day())
	}
	return span
}

// hang gives a span as the report tells it, of one that hangs on such days; none where that is the report's own.
func (s *scene) hang(base calendar.Span, span SlotSpan) *SlotSpan {
	days, err := span.Resolve(base)
	switch {
	case err != nil:
		return span.tidy()
	case base != s.scope.Period:
		span = SlotSpan{From: record.Text(days.From.String()), To: record.Text(days.To.String())}
	}
	if days == s.scope.Period && span.YearsBack == nil {
		return nil
	}
	return span.tidy()
}

// ending is a span of whole days about the report's last one; none where that is the report's own.
func (s *scene) ending(from, to calendar.Date) *SlotSpan {
	if p := s.scope.Period; p.From == from && p.To == to {
		return nil
	}
	back := s.scope.Period.To.Year() - to.Year()
	return (&SlotSpan{From: monthDay(from.Month(), from.Day()), To: monthDay(to.Month(), to.Day()), YearsBack: count(back), Years: count(1)}).tidy()
}
