package api

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"shuzhi/internal/problem"
	"shuzhi/internal/record"
)

type personQuery struct {
	pageQuery
	Kind record.PersonKind
	Tag  string
	Q    string // words in the name
}

// listPeople answers people.
//
//	@Summary  List people
//	@Tags     people
//	@Param    query    query     personQuery  false  "which"
//	@Success  200      {object}  page[record.Person]
//	@Failure  default  {object}  Problem
//	@Router   /people [get]
func (a *API) listPeople(c echo.Context) error { return a.list(c, new(record.Person)) }

// createPerson writes a person down.
//
//	@Summary  Record a person
//	@Tags     people
//	@Param    body     body      record.Person  true  "the person"
//	@Success  201      {object}  record.Person
//	@Success  200      {object}  record.Person  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /people [post]
func (a *API) createPerson(c echo.Context) error { return a.create(c, new(record.Person)) }

// getPerson answers a person.
//
//	@Summary  Get a person
//	@Tags     people
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Person
//	@Failure  default  {object}  Problem
//	@Router   /people/{id} [get]
func (a *API) getPerson(c echo.Context) error { return a.get(c, new(record.Person)) }

// amendPerson changes a person by a merge patch.
//
//	@Summary  Amend a person
//	@Tags     people
//	@Param    id        path      string           true  "id"  format(uuid)
//	@Param    If-Match  header    string           true  "the version that you have"
//	@Param    body      body      record.Person  true  "what changes"
//	@Success  200       {object}  record.Person
//	@Failure  default   {object}  Problem
//	@Router   /people/{id} [patch]
func (a *API) amendPerson(c echo.Context) error { return amend[record.Person](a, c) }

// voidPerson takes a person out of every total.
//
//	@Summary  Void a person
//	@Tags     people
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /people/{id} [delete]
func (a *API) voidPerson(c echo.Context) error { return a.void(c, new(record.Person)) }

// restorePerson brings a voided person back.
//
//	@Summary  Restore a person
//	@Tags     people
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Person
//	@Failure  default  {object}  Problem
//	@Router   /people/{id}/restore [post]
func (a *API) restorePerson(c echo.Context) error { return a.restore(c, new(record.Person)) }

// historyOfPerson answers the earlier versions of a person, the newest first.
//
//	@Summary  Earlier versions of a person
//	@Tags     people
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Person]
//	@Failure  default  {object}  Problem
//	@Router   /people/{id}/history [get]
func (a *API) historyOfPerson(c echo.Context) error { return a.history(c, new(record.Person)) }

// developPerson notes a step towards membership.
//
//	@Summary  Note a step of development
//	@Tags     people
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    body     body      record.DevelopmentStep  true  "the step"
//	@Success  201      {object}  record.Step
//	@Success  200      {object}  record.Step  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /people/{id}/development-steps [post]
func (a *API) developPerson(c echo.Context) error { return addOwnStep[record.DevelopmentStep](a, c) }

// transferPerson moves a person to another organisation from a day on.
//
//	@Summary  Transfer a person
//	@Tags     people
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    body     body      record.Transfer  true  "the step"
//	@Success  201      {object}  record.Step
//	@Success  200      {object}  record.Step  "sent before"
//	@Failure  default  {object}  Problem
//	@Router   /people/{id}/transfers [post]
func (a *API) transferPerson(c echo.Context) error { return addOwnStep[record.Transfer](a, c) }

// listPersonSteps answers all that befell a person, in order.
//
//	@Summary  Steps of a person
//	@Tags     people
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    query    query     partQuery  false  "which page"
//	@Success  200      {object}  page[record.Step]
//	@Failure  default  {object}  Problem
//	@Router   /people/{id}/steps [get]
func (a *API) listPersonSteps(c echo.Context) error { return a.listSteps(c, new(record.Person)) }

// getPersonStep answers a step of a person, with the person's version as ETag.
//
//	@Summary  Get a step of a person
//	@Tags     people
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Param    step_id  path      string  true  "the step's id"  format(uuid)
//	@Success  200      {object}  record.Step
//	@Failure  default  {object}  Problem
//	@Router   /people/{id}/steps/{step_id} [get]
func (a *API) getPersonStep(c echo.Context) error { return a.getStep(c, new(record.Person)) }

// amendPersonStep corrects a step of a person by a merge patch.
//
//	@Summary  Correct a step of a person
//	@Tags     people
//	@Param    id        path      string            true  "id"  format(uuid)
//	@Param    step_id   path      string            true  "the step's id"  format(uuid)
//	@Param    If-Match  header    string            true  "the version of the person that you have"
//	@Param    body      body      record.StepPatch  true  "what changes"
//	@Success  200       {object}  record.Step
//	@Failure  default   {object}  Problem
//	@Router   /people/{id}/steps/{step_id} [patch]
func (a *API) amendPersonStep(c echo.Context) error { return a.amendStep(c, new(record.Person)) }

// deletePersonStep takes back the last step of its sort.
//
//	@Summary  Take back the last step of a person
//	@Tags     people
//	@Param    id        path    string  true  "id"  format(uuid)
//	@Param    step_id   path    string  true  "the step's id"  format(uuid)
//	@Param    If-Match  header  string  true  "the version of the person that you have"
//	@Param    reason    query   string  true  "why"
//	@Success  204
//	@Failure  default  {object}  Problem
//	@Router   /people/{id}/steps/{step_id} [delete]
func (a *API) deletePersonStep(c echo.Context) error { return a.deleteStep(c, new(record.Person)) }

// assessDues sets what a person owes a month in a year; the pay it comes from is never kept.
//
//	@Summary  Set a person's assessed dues
//	@Tags     people
//	@Param    id       path      string               true  "id"  format(uuid)
//	@Param    year     path      int                  true  "the year"
//	@Param    body     body      record.AssessedDues  true  "what is owed a month"
//	@Success  200      {object}  record.AssessedDues
//	@Failure  default  {object}  Problem
//	@Router   /people/{id}/assessed-dues/{year} [put]
func (a *API) assessDues(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	body, err := readBody(c, maxJSON)
	if err != nil {
		return err
	}
	var dues record.AssessedDues
	bad := decode(body, &dues)
	if dues.Year, err = strconv.Atoi(c.Param("year")); err != nil {
		return problem.New(problem.NotFound, "not-found")
	}
	if err := problem.Merge(bad, dues.Validate()); err != nil {
		return err
	}
	if err := a.store.Assess(c.Request().Context(), id, dues); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, dues)
}

// listAssessedDues answers what a person owes a month, by year.
//
//	@Summary  A person's assessed dues
//	@Tags     people
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  page[record.AssessedDues]
//	@Failure  default  {object}  Problem
//	@Router   /people/{id}/assessed-dues [get]
func (a *API) listAssessedDues(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := noQuery(c); err != nil {
		return err
	}
	kept, err := a.store.Get(c.Request().Context(), new(record.Person), id)
	if err != nil {
		return err
	}
	var p record.Person
	if err := json.Unmarshal(kept.Body, &p); err != nil {
		return err
	}
	if p.Assessed == nil {
		p.Assessed = record.Assessments{}
	}
	return c.JSON(http.StatusOK, page[record.AssessedDues]{Items: p.Assessed})
}

// anonymizePerson takes a person's name, work unit, tags and earlier versions away; counts stay. It cannot be undone.
//
//	@Summary  Anonymize a person
//	@Tags     people
//	@Param    id       path      string  true  "id"  format(uuid)
//	@Success  200      {object}  record.Person
//	@Failure  default  {object}  Problem
//	@Router   /people/{id}/anonymize [post]
func (a *API) anonymizePerson(c echo.Context) error {
	id, err := pathID(c, "id")
	if err != nil {
		return err
	}
	if err := noQuery(c); err != nil {
		return err
	}
	kept, err := a.store.Anonymize(c.Request().Context(), id)
	if err != nil {
		return err
	}
	return a.answer(c, http.StatusOK, kept)
}
