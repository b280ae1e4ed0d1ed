package loopgate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// protocolVersion is the newest revision of MCP with a handshake, which stdio clients begin with.
const protocolVersion = "2025-11-25"

// MCPClient speaks MCP with a program over its standard streams (MCP 2025-11-25, transports, stdio): one JSON a line.
type MCPClient struct {
	mu      sync.Mutex
	program *exec.Cmd
	in      io.WriteCloser
	next    int
	waiting map[int]chan reply
	gone    error
	said    tail
	done    chan struct{}
}

// Tool is one that the server lists.
type Tool struct {
	Name        string         `json:"name"`
	Title       string         `json:"title"`
	Description string         `json:"description"`
	InputSchema map[string]any `json:"inputSchema"`
}

// HITLResponse is what a tool tells about a request: the answer, and what to do next.
type HITLResponse struct {
	Answer
	ExpiresAt time.Time `json:"expires_at"`
	Next      string    `json:"next"`
}

// RPCError is the server's refusal of a call.
type RPCError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *RPCError) Error() string { return fmt.Sprintf("loopgate: %s (%d)", e.Message, e.Code) }

// NewMCPClient makes a client that is not connected yet.
func NewMCPClient() *MCPClient { return &MCPClient{waiting: map[int]chan reply{}} }

// ConnectToServer starts the program whose standard streams are the server. Named without arguments it gets `mcp`,
// as `loopgate mcp` is what speaks the protocol.
func (c *MCPClient) ConnectToServer(command string, args ...string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.program != nil {
		return errors.New("loopgate: the client is connected already")
	}
	if len(args) == 0 {
		args = []string{"mcp"}
	}
	program := exec.Command(command, args...)
	in, err := program.StdinPipe()
	if err != nil {
		return err
	}
	out, err := program.StdoutPipe()
	if err != nil {
		return err
	}
	program.Stderr = &c.said
	if err := program.Start(); err != nil {
		return err
	}
	c.program, c.in, c.done = program, in, make(chan struct{})
	go c.read(out)
	return nil
}

// Initialize opens the conversation, in this client's name.
func (c *MCPClient) Initialize(name, version string) error {
	return c.InitializeContext(context.Background(), name, version)
}

// InitializeContext is Initialize, given up when ctx ends.
func (c *MCPClient) InitializeContext(ctx context.Context, name, version string) error {
	_, err := c.call(ctx, "initialize", map[string]any{
		"protocolVersion": protocolVersion,
		"capabilities":    map[string]any{},
		"clientInfo":      map[string]string{"name": name, "version": version},
	})
	if err != nil {
		return err
	}
	return c.send(message{Method: "notifications/initialized"})
}

// ListTools lists what the server offers.
func (c *MCPClient) ListTools() ([]Tool, error) {
	var tools []Tool
	for cursor := ""; ; {
		params := map[string]any{}
		if cursor != "" {
			params["cursor"] = cursor
		}
		result, err := c.call(context.Background(), "tools/list", params)
		if err != nil {
			return nil, err
		}
		page := struct {
			Tools      []Tool `json:"tools"`
			NextCursor string `json:"nextCursor"`
		}{}
		if err := json.Unmarshal(result, &page); err != nil {
			return nil, err
		}
		tools = append(tools, page.Tools...)
		if cursor = page.NextCursor; cursor == "" {
			return tools, nil
		}
	}
}

// SendHITLRequest asks a person and waits for the answer. Only Approved is a yes. Where Status is pending the server
// could not wait longer: go on with CheckRequestStatus.
func (c *MCPClient) SendHITLRequest(sessionID, clientID, message string, options []string, metadata map[string]any) (HITLResponse, error) {
	return c.SendHITLRequestContext(context.Background(), sessionID, clientID, message, options, metadata)
}

// SendHITLRequestContext is SendHITLRequest, given up when ctx ends. The request stays open then: the same call joins it again.
func (c *MCPClient) SendHITLRequestContext(ctx context.Context, sessionID, clientID, message string, options []string, metadata map[string]any) (HITLResponse, error) {
	arguments := map[string]any{"session_id": sessionID, "client_id": clientID, "message": message}
	if len(options) > 0 {
		arguments["options"] = options
	}
	if metadata != nil {
		arguments["metadata"] = metadata
	}
	return c.tool(ctx, "request_human_input", arguments)
}

// CheckRequestStatus looks for the answer to a request.
func (c *MCPClient) CheckRequestStatus(requestID string) (HITLResponse, error) {
	return c.tool(context.Background(), "check_request_status", map[string]any{"request_id": requestID})
}

// WaitForRequest waits up to a minute for the answer, again and again until there is one or ctx ends.
func (c *MCPClient) WaitForRequest(ctx context.Context, requestID string) (HITLResponse, error) {
	for {
		answer, err := c.tool(ctx, "check_request_status", map[string]any{"request_id": requestID, "wait_seconds": 60})
		if err != nil || answer.Completed {
			return answer, err
		}
		if err := sleep(ctx, 100*time.Millisecond); err != nil {
			return HITLResponse{}, err
		}
	}
}

// Close ends the conversation and the program: its input is closed, and it is killed where it does not end by itself
// within two seconds.
func (c *MCPClient) Close() error {
	c.mu.Lock()
	program, in, done := c.program, c.in, c.done
	c.mu.Unlock()
	if program == nil {
		return nil
	}
	_ = in.Close()
	select {
	case <-done:
	case <-time.After(2 * time.Second):
		_ = program.Process.Kill()
		<-done
	}
	return nil
}

func (c *MCPClient) tool(ctx context.Context, name string, arguments map[string]any) (HITLResponse, error) {
	result, err := c.call(ctx, "tools/call", map[string]any{"name": name, "arguments": arguments})
	if err != nil {
		return HITLResponse{}, err
	}
	called := struct {
		IsError    bool            `json:"isError"`
		Structured json.RawMessage `json:"structuredContent"`
		Content    []struct {
			Text string `json:"text"`
		} `json:"content"`
	}{}
	if err := json.Unmarshal(result, &called); err != nil {
		return HITLResponse{}, err
	}
	if called.IsError || len(called.Structured) == 0 {
		texts := make([]string, len(called.Content))
		for at, content := range called.Content {
			texts[at] = content.Text
		}
		return HITLResponse{}, fmt.Errorf("loopgate: %s", strings.Join(texts, "\n"))
	}
	var answer HITLResponse
	err = json.Unmarshal(called.Structured, &answer)
	return answer, err
}
