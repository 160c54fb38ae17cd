// Package access says who is calling, and what a role may do.
package access

import (
	"context"
	"slices"

	"shuzhi/internal/problem"
	"shuzhi/internal/uid"
)

// Role is what a caller may do; each role may all that the one before it may.
type Role string

// The roles, from least to most. Nobody but admins stands outside the tree of organisations.
const (
	Viewer    Role = "viewer"    // 街道/查看
	Recorder  Role = "recorder"  // 专干/网格员
	Secretary Role = "secretary" // 书记
	Admin     Role = "admin"     // 管理员
)

// Roles lists every role, from least to most.
var Roles = []Role{Viewer, Recorder, Secretary, Admin}

// AtLeast reports whether the role may all that least may. An unknown role may nothing.
func (r Role) AtLeast(least Role) bool {
	have := slices.Index(Roles, r)
	return have >= 0 && have >= slices.Index(Roles, least)
}

// Caller is who is asking: a user in a session, or an integration by its token.
type Caller struct {
	ID     uid.ID // of the user or the token
	Name   string
	Role   Role
	OrgID  uid.ID // none for admins: they see every organisation
	Secret []byte // hash of the session or token that was shown
	Token  bool   // an integration token, not a person's session
}

// SeesAll reports whether no organisation is out of the caller's reach.
func (c Caller) SeesAll() bool { return c.Role == Admin }

// Need is nil if the caller's role may all that least may, else a Forbidden problem.
func (c Caller) Need(least Role) error {
	if c.Role.AtLeast(least) {
		return nil
	}
	return problem.New(problem.Forbidden, "role-may-not")
}

// MayGrant is nil unless the role is above the caller's own, else a Forbidden problem.
func (c Caller) MayGrant(role Role) error {
	if slices.Index(Roles, role) > slices.Index(Roles, c.Role) {
		return problem.New(problem.Forbidden, "role-above-own")
	}
	return nil
}

type key struct{}

// With puts the caller into the context.
func With(ctx context.Context, c Caller) context.Context { return context.WithValue(ctx, key{}, c) }

// From gives the caller of the context. Without one it is a Caller who may and sees nothing.
func From(ctx context.Context) Caller {
	c, _ := ctx.Value(key{}).(Caller)
	return c
}
