package loopgate

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
)

// message is one line of JSON-RPC 2.0.
type message struct {
	JSONRPC string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  any             `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *RPCError       `json:"error,omitempty"`
}

type reply struct {
	result json.RawMessage
	err    error
}

// The longest line that is read: a tool's result holds a whole request.
const longestLine = 8 << 20

func (c *MCPClient) call(ctx context.Context, method string, params any) (json.RawMessage, error) {
	answered := make(chan reply, 1)
	c.mu.Lock()
	if c.program == nil {
		c.mu.Unlock()
		return nil, errors.New("loopgate: call ConnectToServer first")
	}
	if c.gone != nil {
		c.mu.Unlock()
		return nil, c.gone
	}
	c.next++
	id := c.next
	c.waiting[id] = answered
	c.mu.Unlock()

	if err := c.send(message{ID: json.RawMessage(strconv.Itoa(id)), Method: method, Params: params}); err != nil {
		c.forget(id)
		return nil, err
	}
	select {
	case <-ctx.Done():
		c.forget(id)
		_ = c.send(message{Method: "notifications/cancelled", Params: map[string]any{"requestId": id, "reason": ctx.Err().Error()}})
		return nil, ctx.Err()
	case got := <-answered:
		return got.result, got.err
	}
}

func (c *MCPClient) send(m message) error {
	m.JSONRPC = "2.0"
	line, err := json.Marshal(m)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.in == nil {
		return errors.New("loopgate: call ConnectToServer first")
	}
	_, err = c.in.Write(append(line, '\n'))
	return err
}

func (c *MCPClient) forget(id int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.waiting, id)
}

// read takes line after line until the program ends; whoever still waits is told why it ended.
func (c *MCPClient) read(out io.Reader) {
	lines := bufio.NewScanner(out)
	lines.Buffer(make([]byte, 64<<10), longestLine)
	for lines.Scan() {
		var m message
		if json.Unmarshal(lines.Bytes(), &m) != nil {
			continue
		}
		if m.Method != "" {
			c.answer(m)
		} else if id, err := strconv.Atoi(string(m.ID)); err == nil {
			c.settle(id, m)
		}
	}
	ended := c.program.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gone = fmt.Errorf("loopgate: the MCP server has ended (%v): %s", ended, strings.TrimSpace(c.said.String()))
	for id, answered := range c.waiting {
		delete(c.waiting, id)
		answered <- reply{err: c.gone}
	}
	close(c.done)
}

func (c *MCPClient) settle(id int, m message) {
	c.mu.Lock()
	answered, waits := c.waiting[id]
	delete(c.waiting, id)
	c.mu.Unlock()
	if !waits {
		return
	}
	if m.Error != nil {
		answered <- reply{err: m.Error}
	} else {
		answered <- reply{result: m.Result}
	}
}

// answer replies to what the server asks of every client: a ping gets its answer, anything else is not offered here.
func (c *MCPClient) answer(m message) {
	if m.ID == nil {
		return
	}
	if m.Method == "ping" {
		_ = c.send(message{ID: m.ID, Result: json.RawMessage("{}")})
		return
	}
	_ = c.send(message{ID: m.ID, Error: &RPCError{Code: -32601, Message: "not offered by this client"}})
}

// tail keeps the end of what the program said on its error stream.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - 4096; over > 0 {
		t.text = t.text[over:]
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}
