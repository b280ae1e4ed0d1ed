import type { NewPasskeyAsked, Passkey } from "@loopgate/contract";
import { useState } from "react";
import { useTexts } from "../../texts.tsx";
import { api } from "../../world/api.ts";
import { makePasskey } from "../../world/passkey.ts";
import { savePreference } from "../../world/preferences.ts";
import { FreshUse } from "../fresh/fresh-use.tsx";
import { TextField } from "../../ui/text-field.tsx";

/** Adds a passkey, once whoever is signed in has proved anew who he is. */
export function AddPasskey({ onDone, onClose }: { readonly onDone: () => void; readonly onClose: () => void }) {
  const { passkeys } = useTexts();
  const [name, setName] = useState("");
  return (
    <FreshUse
      title={passkeys.addTitle}
      explain={
        <>
          <p className="mb-4">{passkeys.addExplain}</p>
          <TextField
            label={passkeys.name}
            hint={passkeys.nameHint}
            data-autofocus
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </>
      }
      submit={passkeys.add}
      run={async (proof) => {
        // A password that is wrong is refused before the device makes a passkey that nobody knows.
        const checked = proof.password === undefined ? {} : { password: proof.password };
        const made = await makePasskey(await api.post<NewPasskeyAsked>("/api/user/passkeys/options", checked));
        const named = name.trim() === "" ? {} : { name: name.trim() };
        return api.post<Passkey>("/api/user/passkeys", { ...named, ...made, ...proof });
      }}
      onDone={() => {
        savePreference("passkey", "used");
        onDone();
      }}
      onClose={onClose}
    />
  );
}
