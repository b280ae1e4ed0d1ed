package loopgate

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// FieldError says where a request is wrong, and what to do about it.
type FieldError struct {
	Path    string `json:"path"`
	Message string `json:"message"`
}

// APIError is Loopgate's refusal. Code is one of the documented error codes, or "unknown".
type APIError struct {
	Status     int
	Code       string
	Title      string
	Detail     string
	Fields     []FieldError
	RetryAfter time.Duration
}

func (e *APIError) Error() string {
	lines := []string{e.Detail}
	for _, field := range e.Fields {
		lines = append(lines, field.Path+" "+field.Message)
	}
	return fmt.Sprintf("loopgate: %s (%s)", strings.Join(lines, "; "), e.Code)
}

// UnreachableError says that nobody answered, or that the answer broke off: whether the call was carried out is unknown.
type UnreachableError struct {
	URL   string
	Cause error
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("loopgate: no answer from %s: %v", e.URL, e.Cause)
}

func (e *UnreachableError) Unwrap() error { return e.Cause }

// Who gave up is the question: the caller's own reason comes back as it is.
func unreachable(ctx context.Context, url string, cause error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &UnreachableError{URL: url, Cause: cause}
}

// A good answer that is none of Loopgate's: another program may listen there, or something between answers for it.
func strange() *APIError {
	return &APIError{
		Status: http.StatusOK, Code: "unknown", Title: "Not Loopgate's answer",
		Detail: "The answer is not one that Loopgate gives to this call. Look what listens at this address.",
	}
}

func refusal(response *http.Response, text []byte) *APIError {
	problem := struct {
		Code   string       `json:"code"`
		Title  string       `json:"title"`
		Detail string       `json:"detail"`
		Errors []FieldError `json:"errors"`
	}{}
	if json.Unmarshal(text, &problem) != nil || problem.Code == "" {
		problem.Code = "unknown"
		problem.Title = response.Status
		problem.Detail = "The answer is not one that Loopgate gives; something between may have given it."
	}
	seconds, _ := strconv.Atoi(response.Header.Get("Retry-After"))
	return &APIError{
		Status: response.StatusCode, Code: problem.Code, Title: problem.Title, Detail: problem.Detail,
		Fields: problem.Errors, RetryAfter: time.Duration(seconds) * time.Second,
	}
}
