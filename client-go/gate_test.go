package loopgate

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"testing"
)

// A real Loopgate runs beside the tests. What stands behind control answers its cards as a person does, and restarts it.
func gateURL(t *testing.T) string { return needed(t, "LOOPGATE_TEST_URL") }

func needed(t *testing.T, name string) string {
	t.Helper()
	value := os.Getenv(name)
	if value == "" {
		t.Fatalf("%s is not set: run `npx vitest run test/sdks`, which starts a Loopgate for these tests", name)
	}
	return value
}

// control has a person do something: {"answer": {"message": …, "reply": …}} or {"restart": "crash"}.
func control(t *testing.T, command map[string]any) {
	t.Helper()
	text, err := json.Marshal(command)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(needed(t, "LOOPGATE_TEST_CONTROL"), "application/json", bytes.NewReader(text))
	if err != nil {
		t.Error(err)
		return
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("the person could not do %s: %s", text, response.Status)
	}
}

func answers(t *testing.T, message string, reply map[string]any) {
	t.Helper()
	control(t, map[string]any{"answer": map[string]any{"message": message, "reply": reply}})
}
