package loopgate

import (
	"context"
	"errors"
	"math/rand"
	"time"
)

// Wait long polls until the request has ended, through lost connections, restarts and refusals that pass.
// It ends with the context's error where the caller gives up; the request stays as it is then.
func (c *Client) Wait(ctx context.Context, requestID string) (Answer, error) {
	for failures := 0; ; {
		began := time.Now()
		answer, err := c.Poll(ctx, requestID, longestWait)
		if ctx.Err() != nil {
			return Answer{}, ctx.Err()
		}
		var pause time.Duration
		switch {
		case err == nil && answer.Completed:
			return answer, nil
		case err == nil:
			failures = 0
			// A server that answers `pending` at once does not hold the poll: it must not be asked without pause.
			if took := time.Since(began); took < time.Second {
				pause = time.Second - took
			}
		case !passes(err):
			return Answer{}, err
		default:
			failures++
			pause = delay(err, failures)
		}
		if err := c.sleep(ctx, pause); err != nil {
			return Answer{}, err
		}
	}
}

// Ask makes a request and waits for its answer. Where ctx ends first, the request is taken back.
func (c *Client) Ask(ctx context.Context, request Request) (Answer, error) {
	created, err := c.CreateRequest(ctx, request)
	if err != nil {
		return Answer{}, err
	}
	answer, err := c.Wait(ctx, created.RequestID)
	if ctx.Err() != nil {
		// Its own context: the caller's is over.
		late, stop := context.WithTimeout(context.Background(), patience)
		defer stop()
		_ = c.Cancel(late, created.RequestID, "the caller gave up")
	}
	return answer, err
}

// Approve asks whether an action may run. Only Approved is a yes; Arguments then has what may run.
func (c *Client) Approve(ctx context.Context, sessionID, clientID string, action Action, message string) (Answer, error) {
	return c.Ask(ctx, Request{SessionID: sessionID, ClientID: clientID, Message: message, Action: &action})
}

// Choose asks which of the options it is, and answers the value of the picked one.
// An option may still be a refusal: see Answer.Approved and Decision.Outcome.
func (c *Client) Choose(ctx context.Context, sessionID, clientID, message string, options ...string) (Answer, error) {
	list := make([]any, len(options))
	for at, option := range options {
		list[at] = option
	}
	return c.Ask(ctx, Request{SessionID: sessionID, ClientID: clientID, Message: message, Options: list})
}

// Busy, restarting, or a proxy in front of a server that is.
func passes(err error) bool {
	var refused *APIError
	if errors.As(err, &refused) {
		switch refused.Status {
		case 408, 429, 502, 503, 504:
			return true
		}
		return false
	}
	var unreachable *UnreachableError
	return errors.As(err, &unreachable)
}

// What the server asked for, and never less; else exponential with jitter, so that many callers do not return as one.
func delay(err error, failures int) time.Duration {
	jitter := time.Duration(rand.Int63n(int64(250 * time.Millisecond)))
	var refused *APIError
	if errors.As(err, &refused) && refused.RetryAfter > 0 {
		return refused.RetryAfter + jitter
	}
	ceiling := 15 * time.Second
	if failures < 7 {
		ceiling = 250 * time.Millisecond << (failures - 1)
	}
	return ceiling/2 + time.Duration(rand.Int63n(int64(ceiling/2)))
}
