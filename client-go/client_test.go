package loopgate

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestAYesIsApproved(t *testing.T) {
	gate := New(gateURL(t))
	go answers(t, "Go asks for a yes", map[string]any{"kind": "approve"})
	action := Action{Name: "deploy.production", Arguments: map[string]any{"version": "2.1.0"}}
	answer, err := gate.Approve(context.Background(), "go", "go-client", action, "Go asks for a yes")
	if err != nil {
		t.Fatal(err)
	}
	if !answer.Approved || answer.Decision.Arguments["version"] != "2.1.0" || answer.Decision.ActionDigest == nil {
		t.Errorf("not the yes that was given: %+v", answer)
	}
}

func TestANoIsNotApprovedAndCarriesItsReason(t *testing.T) {
	gate := New(gateURL(t))
	go answers(t, "Go is refused", map[string]any{"kind": "reject", "reason": "not today"})
	answer, err := gate.Approve(context.Background(), "go", "go-client", Action{Name: "drop.table"}, "Go is refused")
	if err != nil {
		t.Fatal(err)
	}
	if answer.Approved || answer.Decision.Outcome != "reject" || *answer.Decision.Reason != "not today" {
		t.Errorf("not the no that was given: %+v", answer)
	}
}

func TestEditedArgumentsComeBack(t *testing.T) {
	gate := New(gateURL(t))
	go answers(t, "Go may be corrected", map[string]any{"kind": "edit", "arguments": map[string]any{"amount": 5}})
	answer, err := gate.Ask(context.Background(), Request{
		SessionID: "go", ClientID: "go-client", Message: "Go may be corrected", AllowedDecisions: []string{"approve", "edit"},
		Action: &Action{Name: "refund", Arguments: map[string]any{"amount": 50}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if !answer.Approved || answer.Decision.Outcome != "edit" || answer.Decision.Arguments["amount"] != 5.0 {
		t.Errorf("not what the person changed: %+v", answer.Decision)
	}
}

func TestAChoiceTellsWhatWasPicked(t *testing.T) {
	gate := New(gateURL(t))
	go answers(t, "Go asks which", map[string]any{"kind": "pick", "values": []string{"Staging"}})
	answer, err := gate.Choose(context.Background(), "go", "go-client", "Go asks which", "Production", "Staging", "Both")
	if err != nil {
		t.Fatal(err)
	}
	if answer.Text() != "Staging" || answer.Approved {
		t.Errorf("not the pick: %+v", answer)
	}
}

func TestTimeoutIsNoYes(t *testing.T) {
	gate := New(gateURL(t))
	answer, err := gate.Ask(context.Background(), Request{
		SessionID: "go", ClientID: "go-client", Message: "Go gets no answer", Action: &Action{Name: "x"}, TimeoutSeconds: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	if answer.Approved || answer.Status != "timeout" {
		t.Errorf("a timeout was read as %+v", answer)
	}
}

func TestACallerWhoGivesUpTakesTheRequestBack(t *testing.T) {
	gate := New(gateURL(t))
	ctx, stop := context.WithTimeout(context.Background(), 500*time.Millisecond)
	defer stop()
	created, err := gate.CreateRequest(context.Background(), Request{
		SessionID: "go-quits", ClientID: "go-quitter", Message: "Go gives up", Action: &Action{Name: "x"}, IdempotencyKey: "quit",
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = gate.Ask(ctx, Request{
		SessionID: "go-quits", ClientID: "go-quitter", Message: "Go gives up", Action: &Action{Name: "x"}, IdempotencyKey: "quit",
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the caller was told %v", err)
	}
	answer, err := gate.Poll(context.Background(), created.RequestID, 0)
	if err != nil || answer.Status != "canceled" {
		t.Errorf("the request is %s, %v", answer.Status, err)
	}
}

func TestTheServerRestartsInTheMiddle(t *testing.T) {
	gate := New(gateURL(t))
	created, err := gate.CreateRequest(context.Background(), Request{
		SessionID: "go", ClientID: "go-client", Message: "Go outlives a crash", Action: &Action{Name: "x"},
	})
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		control(t, map[string]any{"restart": "crash"})
		answers(t, "Go outlives a crash", map[string]any{"kind": "approve"})
	}()
	answer, err := gate.Wait(context.Background(), created.RequestID)
	if err != nil || !answer.Approved {
		t.Errorf("after the crash: %+v, %v", answer, err)
	}
}

func TestARefusalNamesTheField(t *testing.T) {
	_, err := New(gateURL(t)).CreateRequest(context.Background(), Request{ClientID: "go-client", Message: "?"})
	var refused *APIError
	if !errors.As(err, &refused) || refused.Code != "invalid_request" || refused.Fields[0].Path != "session_id" {
		t.Errorf("the refusal is %v", err)
	}
}

func TestARedirectIsNotFollowed(t *testing.T) {
	taken := false
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { taken = true }))
	defer thief.Close()
	server := httptest.NewServer(http.RedirectHandler(thief.URL, http.StatusTemporaryRedirect))
	defer server.Close()
	_, err := New(server.URL, WithAPIKey("lk_pub_secret")).Pending(context.Background(), "", "")
	var unreachable *UnreachableError
	if !errors.As(err, &unreachable) || taken {
		t.Errorf("the key went on: %v", err)
	}
}

func TestWhatPassesIsWaitedOutAsLongAsTheServerAsks(t *testing.T) {
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		calls++
		switch calls {
		case 1:
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		case 2:
			w.WriteHeader(http.StatusBadGateway)
		default:
			_, _ = w.Write([]byte(`{"request_id":"r","status":"completed","completed":true,"approved":true,"decision":{"outcome":"edit"}}`))
		}
	}))
	defer server.Close()
	gate := New(server.URL)
	var slept []time.Duration
	gate.sleep = func(_ context.Context, d time.Duration) error { slept = append(slept, d); return nil }
	answer, err := gate.Wait(context.Background(), "r")
	if err != nil || !answer.Approved || len(slept) != 2 || slept[0] < 7*time.Second || slept[1] > time.Second {
		t.Errorf("%+v, %v, slept %v", answer, err, slept)
	}
}

// program answers every call with this.
func program(t *testing.T, created, polled string) *Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := created
		if r.Method == http.MethodGet {
			body = polled
		}
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return New(server.URL)
}

func TestTheAnswerOfAnotherProgramIsNone(t *testing.T) {
	ctx, stop := context.WithTimeout(context.Background(), 5*time.Second)
	defer stop()
	yes := `{"request_id":"other","status":"completed","completed":true,"approved":true,"decision":{"outcome":"approve"}}`
	for _, bodies := range [][2]string{{`{"request_id":"r"}`, yes}, {`{"request_id":"r"}`, `{"ok":true}`}, {`{"approved":true}`, yes}} {
		answer, err := program(t, bodies[0], bodies[1]).Ask(ctx, Request{Message: "Deploy?"})
		var refused *APIError
		if !errors.As(err, &refused) || refused.Code != "unknown" || answer.Approved {
			t.Errorf("%v was taken for an answer: %+v, %v", bodies, answer, err)
		}
	}
}

func TestAnAnswerThatContradictsItselfIsNoYes(t *testing.T) {
	for _, rest := range []string{
		`"status":"timeout","decision":{"outcome":"approve"}`,
		`"status":"completed","decision":{"outcome":"reject"}`,
		`"status":"completed"`,
	} {
		client := program(t, `{"request_id":"r"}`, `{"request_id":"r","completed":true,"approved":true,`+rest+`}`)
		if answer, err := client.Wait(context.Background(), "r"); err != nil || answer.Approved {
			t.Errorf("%s was read as %+v, %v", rest, answer, err)
		}
	}
}
