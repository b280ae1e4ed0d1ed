package loopgate

import (
	"encoding/json"
	"time"
)

// Session is a named route: where the requests that name it go, and who may answer them.
type Session struct {
	SessionID  string   `json:"session_id"`
	ClientID   string   `json:"client_id"`
	TelegramID int64    `json:"telegram_id,omitempty"`
	Responders []string `json:"responders,omitempty"`
}

// Action is what will run if a person says yes. The gate itself shows the name and the arguments.
type Action struct {
	Name            string         `json:"name"`
	Description     string         `json:"description,omitempty"`
	Arguments       map[string]any `json:"arguments,omitempty"`
	ArgumentsSchema map[string]any `json:"arguments_schema,omitempty"`
}

// Option is an answer to choose from. Effect is approve, reject or neutral; left out, Loopgate settles it.
type Option struct {
	Value  string `json:"value"`
	Label  string `json:"label,omitempty"`
	Effect string `json:"effect,omitempty"`
}

// Request is one thing that a person is asked.
type Request struct {
	SessionID   string `json:"session_id"`
	ClientID    string `json:"client_id"`
	Message     string `json:"message"`
	RequestType string `json:"request_type,omitempty"`
	// Options are strings or Option values.
	Options          []any          `json:"options,omitempty"`
	Multiple         bool           `json:"multiple,omitempty"`
	Schema           map[string]any `json:"schema,omitempty"`
	Action           *Action        `json:"action,omitempty"`
	AllowedDecisions []string       `json:"allowed_decisions,omitempty"`
	Source           map[string]any `json:"source,omitempty"`
	Resume           any            `json:"resume,omitempty"`
	Risk             string         `json:"risk,omitempty"`
	Metadata         map[string]any `json:"metadata,omitempty"`
	TimeoutSeconds   int            `json:"timeout_seconds,omitempty"`
	CallbackURL      string         `json:"callback_url,omitempty"`
	IdempotencyKey   string         `json:"idempotency_key,omitempty"`
}

// Created is a request that has been stored.
type Created struct {
	RequestID string    `json:"request_id"`
	Status    string    `json:"status"`
	CreatedAt time.Time `json:"created_at"`
	ExpiresAt time.Time `json:"expires_at"`
	Options   []Option  `json:"options"`
	// CallbackSecret signs the callback; it is told this once.
	CallbackSecret string `json:"callback_secret"`
}

// Answer is the state of a request. Act on Approved alone: it is true only for a yes by a person.
type Answer struct {
	RequestID string          `json:"request_id"`
	Status    string          `json:"status"`
	Completed bool            `json:"completed"`
	Approved  bool            `json:"approved"`
	Response  *string         `json:"response"`
	Metadata  json.RawMessage `json:"metadata"`
	Timestamp time.Time       `json:"timestamp"`
	Decision  *Decision       `json:"decision"`
}

// Text is the response, or the empty string where there is none.
func (a Answer) Text() string {
	if a.Response == nil {
		return ""
	}
	return *a.Response
}

// Decision is what people have answered. Outcome is approve, edit, reject or respond.
type Decision struct {
	Outcome      string         `json:"outcome"`
	Options      []string       `json:"options"`
	Text         *string        `json:"text"`
	Values       map[string]any `json:"values"`
	Arguments    map[string]any `json:"arguments"`
	Reason       *string        `json:"reason"`
	Responder    *string        `json:"responder"`
	Channel      *string        `json:"channel"`
	Assurance    *string        `json:"assurance"`
	DecidedAt    time.Time      `json:"decided_at"`
	ActionDigest *string        `json:"action_digest"`
	ShownDigest  *string        `json:"shown_digest"`
}

// Pending is a request that waits for people.
type Pending struct {
	RequestID   string          `json:"request_id"`
	SessionID   string          `json:"session_id"`
	ClientID    string          `json:"client_id"`
	RequestType string          `json:"request_type"`
	Message     string          `json:"message"`
	Options     []Option        `json:"options"`
	Risk        string          `json:"risk"`
	Metadata    json.RawMessage `json:"metadata"`
	CreatedAt   time.Time       `json:"created_at"`
	ExpiresAt   time.Time       `json:"expires_at"`
}

// PendingPage is one page of what waits; Count is the number in all.
type PendingPage struct {
	Requests []Pending `json:"pending_requests"`
	Count    int       `json:"count"`
	Next     *string   `json:"next_cursor"`
}
