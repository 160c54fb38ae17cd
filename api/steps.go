package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/record"
	"shuzhi/internal/store"
	"shuzhi/internal/uid"
)

// request is what is sent to make a step, such as record.Claim or record.Transition.
type request interface{ Step() record.Step }

// addStep adds the step that a body asks for, and answers the record as it stands: 200.
func addStep[T request](a *API, c echo.Context, of record.Record) error {
	answer, err := stepFrom[T](a, c, of)
	if err != nil {
		return err
	}
	answer.Record.Warnings = append(answer.Record.Warnings, answer.Warnings...)
	return a.answer(c, http.StatusOK, answer.Record)
}

// addOwnStep adds the step that a body asks for, and answers the step itself: 201, or 200 when it was sent before.
func addOwnStep[T request](a *API, c echo.Context) error {
	answer, err := stepFrom[T](a, c, new(record.Person))
	if err != nil {
		return err
	}
	status := http.StatusOK
	if answer.Created {
		status = http.StatusCreated
		c.Response().Header().Set(echo.HeaderLocation, base+"/people/"+answer.Record.ID.String()+"/steps/"+answer.StepID.String())
	}
	return a.answerStep(c, status, answer)
}

func stepFrom[T request](a *API, c echo.Context, of record.Record) (answer store.Stepped, err error) {
	id, err := pathID(c, "id")
	if err != nil {
		return answer, err
	}
	body, err := readBody(c, maxJSON)
	if err != nil {
		return answer, err
	}
	asked := new(T)
	if err := decode(body, asked); err != nil {
		return answer, err
	}
	step := (*asked).Step()
	if step.ID.IsZero() {
		step.ID = uid.New()
	}
	return a.store.AddStep(c.Request().Context(), of, id, step, digest(a.store.Key(), "POST "+string(step.Sort)+" "+id.String(), body))
}

// answerStep writes a step, with the version of its record as ETag.
func (a *API) answerStep(c echo.Context, status int, answer store.Stepped) error {
	return a.answer(c, status, store.Kept{Version: answer.Record.Version, Body: answer.Step, Warnings: answer.Warnings})
}

// listSteps answers all living steps of a record in order.
func (a *API) listSteps(c echo.Context, of record.Record) error {
	return a.whole(c, func(ctx context.Context, id uid.ID) ([][]byte, error) { return a.store.Steps(ctx, of, id) })
}

// amendStep corrects a step by a merge patch. Development and transfers answer themselves, other steps their record.
func (a *API) amendStep(c echo.Context, of record.Record) error {
	id, version, body, err := a.changing(c)
	if err != nil {
		return err
	}
	stepID, err := pathID(c, "step_id")
	if err != nil {
		return err
	}
	p, err := decodePatch[record.StepPatch](body)
	if err != nil {
		return err
	}
	answer, err := a.store.AmendStep(c.Request().Context(), of, id, stepID, version, func(s *record.Step) error {
		corrected := s.Patch()
		p.apply(&corrected)
		return s.Correct(corrected)
	})
	if err != nil {
		return err
	}
	if _, person := of.(*record.Person); person {
		return a.answerStep(c, http.StatusOK, answer)
	}
	return a.answer(c, http.StatusOK, answer.Record)
}

// stepPath reads the ids of a record and of its step in the path.
func stepPath(c echo.Context) (id, step uid.ID, err error) {
	if id, err = pathID(c, "id"); err == nil {
		step, err = pathID(c, "step_id")
	}
	return id, step, err
}

// getStep answers a step of a record, with the record's version as ETag.
func (a *API) getStep(c echo.Context, of record.Record) error {
	id, stepID, err := stepPath(c)
	if err != nil {
		return err
	}
	if err := noQuery(c); err != nil {
		return err
	}
	kept, err := a.store.Step(c.Request().Context(), of, id, stepID)
	if err != nil {
		return err
	}
	return a.answerOnce(c, kept)
}

// deleteStep takes back the last step of its sort.
func (a *API) deleteStep(c echo.Context, of record.Record) error {
	id, stepID, err := stepPath(c)
	if err != nil {
		return err
	}
	version, err := ifMatch(c)
	if err != nil {
		return err
	}
	q := newQuery(c)
	reason := q.reason()
	if err := q.err(); err != nil {
		return err
	}
	if err := a.store.DeleteStep(c.Request().Context(), of, id, stepID, version, reason); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
