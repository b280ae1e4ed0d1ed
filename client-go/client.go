// Package loopgate asks people from Go: over HTTP with Client, or over MCP on a program's
// standard streams with MCPClient. It stands on the standard library alone.
package loopgate

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Client calls one Loopgate over HTTP. Its methods may be called by several goroutines at once.
type Client struct {
	base   string
	apiKey string
	http   *http.Client
	sleep  func(context.Context, time.Duration) error
}

// ClientOption changes how New makes a Client.
type ClientOption func(*Client)

// WithAPIKey sends the key with every call; a Loopgate that serves other machines needs one.
func WithAPIKey(key string) ClientOption { return func(c *Client) { c.apiKey = key } }

// WithTransport replaces what carries the calls, for a proxy or a test.
func WithTransport(transport http.RoundTripper) ClientOption {
	return func(c *Client) { c.http.Transport = transport }
}

// New makes a Client of the Loopgate at baseURL, such as http://127.0.0.1:8080.
func New(baseURL string, options ...ClientOption) *Client {
	c := &Client{base: strings.TrimRight(baseURL, "/"), sleep: sleep, http: &http.Client{
		// A redirect would take the key elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return errors.New("loopgate: a redirect is not followed") },
	}}
	for _, option := range options {
		option(c)
	}
	return c
}

// Register says where the requests of a session go.
func (c *Client) Register(ctx context.Context, session Session) error {
	return c.call(ctx, http.MethodPost, "/hitl/register", session, nil, patience)
}

// CreateRequest makes a request. With an IdempotencyKey it may be called again after an error: it asks once.
func (c *Client) CreateRequest(ctx context.Context, request Request) (Created, error) {
	var created Created
	err := c.call(ctx, http.MethodPost, "/hitl/request", request, &created, patience)
	if err == nil && created.RequestID == "" {
		return Created{}, strange()
	}
	return created, err
}

// Poll answers the state now, or as soon as the request ends within wait (at most 55 s).
func (c *Client) Poll(ctx context.Context, requestID string, wait time.Duration) (Answer, error) {
	query := url.Values{"request_id": {requestID}}
	if wait > 0 {
		query.Set("wait", strconv.FormatFloat(shorter(wait, longestWait).Seconds(), 'f', -1, 64))
	}
	var answer Answer
	err := c.call(ctx, http.MethodGet, "/hitl/poll?"+query.Encode(), nil, &answer, wait+grace)
	if err == nil && answer.RequestID != requestID {
		return Answer{}, strange()
	}
	// An answer that contradicts itself is no yes.
	answer.Approved = answer.Approved && answer.Status == "completed" && answer.Decision != nil &&
		(answer.Decision.Outcome == "approve" || answer.Decision.Outcome == "edit")
	return answer, err
}

// Cancel takes a pending request back.
func (c *Client) Cancel(ctx context.Context, requestID, reason string) error {
	body := map[string]string{"request_id": requestID}
	if reason != "" {
		body["reason"] = reason
	}
	return c.call(ctx, http.MethodPost, "/hitl/cancel", body, nil, patience)
}

// Pending lists what waits for people, newest first. An empty cursor begins; Next of a page goes on.
func (c *Client) Pending(ctx context.Context, clientID, cursor string) (PendingPage, error) {
	query := url.Values{}
	for name, value := range map[string]string{"client_id": clientID, "cursor": cursor} {
		if value != "" {
			query.Set(name, value)
		}
	}
	path := "/hitl/pending"
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	var page PendingPage
	err := c.call(ctx, http.MethodGet, path, nil, &page, patience)
	return page, err
}

const (
	patience    = 30 * time.Second
	longestWait = 55 * time.Second
	// What a poll may take beyond its wait before its connection counts as dead.
	grace       = 10 * time.Second
	largestBody = 4 << 20
)

func (c *Client) call(ctx context.Context, method, path string, body, into any, within time.Duration) error {
	limited, stop := context.WithTimeout(ctx, within)
	defer stop()
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(limited, method, c.base+path, content)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.apiKey != "" {
		request.Header.Set("Authorization", "Bearer "+c.apiKey)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return unreachable(ctx, c.base, err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, largestBody))
	if err != nil {
		return unreachable(ctx, c.base, err)
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return refusal(response, text)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(text, into); err != nil {
		return &UnreachableError{URL: c.base, Cause: err}
	}
	return nil
}

func shorter(a, b time.Duration) time.Duration {
	if a < b {
		return a
	}
	return b
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
