package loopgate

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

func connected(t *testing.T) *MCPClient {
	t.Helper()
	client := NewMCPClient()
	t.Cleanup(func() { _ = client.Close() })
	command := strings.Split(needed(t, "LOOPGATE_TEST_MCP"), " ")
	if err := client.ConnectToServer(command[0], command[1:]...); err != nil {
		t.Fatal(err)
	}
	if err := client.Initialize("go-mcp", "1.0.0"); err != nil {
		t.Fatal(err)
	}
	return client
}

func TestMCPListsTheTools(t *testing.T) {
	tools, err := connected(t).ListTools()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, tool := range tools {
		names[tool.Name] = true
	}
	for _, wanted := range []string{"request_human_input", "check_request_status", "list_pending_requests", "cancel_request"} {
		if !names[wanted] {
			t.Errorf("%s is not among %v", wanted, names)
		}
	}
}

func TestMCPAsksAPersonAndReadsTheAnswer(t *testing.T) {
	client := connected(t)
	go answers(t, "MCP from Go asks", map[string]any{"kind": "pick", "values": []string{"Approve"}})
	answer, err := client.SendHITLRequest("go-mcp", "diagnostic-ai", "MCP from Go asks",
		[]string{"Approve", "Reject", "Request Second Opinion"}, map[string]any{"confidence": "89%"})
	if err != nil {
		t.Fatal(err)
	}
	if !answer.Approved || answer.Text() != "Approve" {
		t.Errorf("not the answer: %+v", answer)
	}
	again, err := client.CheckRequestStatus(answer.RequestID)
	if err != nil || !again.Approved || again.Status != "completed" {
		t.Errorf("looked up again: %+v, %v", again, err)
	}
}

func TestMCPIsGivenUpWithItsContextAndJoinedAgain(t *testing.T) {
	const question = "MCP from Go gives up"
	client := connected(t)
	ctx, stop := context.WithTimeout(context.Background(), time.Second)
	defer stop()
	if _, err := client.SendHITLRequestContext(ctx, "go-mcp", "diagnostic-ai", question, nil, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("told %v", err)
	}
	page, err := New(gateURL(t)).Pending(context.Background(), "diagnostic-ai", "")
	if err != nil || page.Count != 1 {
		t.Fatalf("%d wait, %v", page.Count, err)
	}
	go answers(t, question, map[string]any{"kind": "text", "text": "go on"})
	answer, err := client.SendHITLRequest("go-mcp", "diagnostic-ai", question, nil, nil)
	if err != nil || answer.RequestID != page.Requests[0].RequestID || answer.Text() != "go on" {
		t.Errorf("not the same question: %+v, %v", answer, err)
	}
}

func TestMCPTellsARefusal(t *testing.T) {
	_, err := connected(t).CheckRequestStatus("00000000-0000-7000-8000-000000000000")
	if err == nil || !strings.Contains(err.Error(), "No such request") {
		t.Errorf("told %v", err)
	}
}

func TestMCPSaysWhyTheProgramEnded(t *testing.T) {
	client := NewMCPClient()
	defer client.Close()
	if err := client.ConnectToServer("sh", "-c", "echo no such luck >&2; exit 3"); err != nil {
		t.Fatal(err)
	}
	err := client.Initialize("go-mcp", "1.0.0")
	if err == nil || !strings.Contains(err.Error(), "no such luck") && !strings.Contains(err.Error(), "pipe") {
		t.Errorf("told %v", err)
	}
	if err := client.ConnectToServer("true"); err == nil {
		t.Error("a client connects once")
	}
}
