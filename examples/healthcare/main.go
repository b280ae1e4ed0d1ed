// A diagnostic AI asks a doctor, over MCP: it starts `loopgate mcp`, which carries its questions to LOOPGATE_URL.
package main

import (
	"context"
	"fmt"
	"log"

	loopgate "client-go"
)

type finding struct {
	patient, condition, confidence, advice string
}

func main() {
	log.SetFlags(0)
	client := loopgate.NewMCPClient()
	defer client.Close()
	if err := client.ConnectToServer("loopgate"); err != nil {
		log.Fatal(err)
	}
	if err := client.Initialize("MedicalAI", "1.0.0"); err != nil {
		log.Fatal(err)
	}
	for _, each := range []finding{
		{"1234", "appendicitis", "89%", "immediate surgery"},
		{"1235", "migraine", "64%", "an MRI scan"},
	} {
		if err := advise(client, each); err != nil {
			log.Fatal(err)
		}
	}
}

// advise acts on what the doctor has approved, and on nothing else.
func advise(client *loopgate.MCPClient, found finding) error {
	answer, err := client.SendHITLRequest(
		"medical-session",
		"diagnostic-ai",
		fmt.Sprintf("Recommend %s for patient #%s?", found.advice, found.patient),
		[]string{"Approve", "Reject", "Request Second Opinion"},
		map[string]any{"condition": found.condition, "confidence": found.confidence},
	)
	if err == nil && !answer.Completed {
		answer, err = client.WaitForRequest(context.Background(), answer.RequestID)
	}
	switch {
	case err != nil:
		return err
	case answer.Approved:
		fmt.Printf("Patient %s: %s is ordered.\n", found.patient, found.advice)
	case answer.Text() == "Request Second Opinion":
		fmt.Printf("Patient %s: a second doctor is called; nothing is ordered.\n", found.patient)
	default:
		fmt.Printf("Patient %s: nothing is ordered.\n", found.patient)
	}
	return nil
}
