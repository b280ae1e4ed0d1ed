import type { FreshAsked, Freshly } from "@loopgate/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useState, type FormEvent, type ReactNode } from "react";
import { useTexts } from "../../texts.tsx";
import { Button } from "../../ui/button.tsx";
import { api, ApiError } from "../../world/api.ts";
import { provePasskey } from "../../world/passkey.ts";
import { useSignedIn } from "../../requests/start.ts";
import { PasswordField } from "../door/password-field.tsx";
import { Buttons, Dialog } from "../parts/dialog.tsx";
import { Loaded } from "../parts/loaded.tsx";
import { useRefusal } from "../parts/refusal.ts";
import { Alert, Refused } from "../parts/refused.tsx";
import { useFirstFocus } from "../parts/use-first-focus.ts";

type FreshUseProps<Answer> = {
  readonly title: string;
  readonly explain: ReactNode;
  /** What the button says that does it. */
  readonly submit: string;
  /** Whether what was typed besides can be sent; what is wrong with it is said there. */
  readonly mayRun?: () => boolean;
  /** The call, with the proof in its body. */
  readonly run: (proof: Freshly) => Promise<Answer>;
  readonly onDone: (answer: Answer) => void;
  readonly onClose: () => void;
};

/** Asks for the account's strongest factor once more, for one call: its passkey where it has one, else its password. */
export function FreshUse<Answer>({ title, explain, onClose, ...rest }: FreshUseProps<Answer>) {
  const asked = useQuery({
    queryKey: ["fresh"],
    queryFn: () => api.post<FreshAsked>("/api/user/fresh"),
    gcTime: 0,
    staleTime: 0,
    // What a passkey is to sign is good once and for two minutes, so it is asked for when it is used.
    refetchOnWindowFocus: false,
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="mb-4 text-[14px] text-ink2">{explain}</div>
      <Loaded of={asked} rows={1}>
        {({ factor }) =>
          factor === "passkey" ? <ByPasskey onClose={onClose} {...rest} /> : <ByPassword onClose={onClose} {...rest} />
        }
      </Loaded>
    </Dialog>
  );
}

const always = () => true;

type ByProps<Answer> = Pick<FreshUseProps<Answer>, "submit" | "mayRun" | "run" | "onDone" | "onClose">;

function ByPasskey<Answer>({ submit, mayRun = always, run, onDone, onClose }: ByProps<Answer>) {
  const { pages, fresh } = useTexts();
  const using = useMutation({
    mutationFn: async () => {
      const { passkey } = await api.post<FreshAsked>("/api/user/fresh");
      return run(passkey ? { passkey: await provePasskey(passkey) } : {});
    },
    onSuccess: onDone,
  });
  const focused = useFirstFocus<HTMLDivElement>();
  return (
    <div ref={focused}>
      <Refused error={using.error} />
      <p className="mt-3 text-[13.5px] text-ink2">{fresh.passkeyHint}</p>
      <Buttons>
        <Button onClick={onClose}>{pages.cancel}</Button>
        <Button look="go" data-autofocus disabled={using.isPending} onClick={() => mayRun() && using.mutate()}>
          <Fingerprint size={16} aria-hidden />
          {submit}
        </Button>
      </Buttons>
    </div>
  );
}

function ByPassword<Answer>({ submit, mayRun = always, run, onDone, onClose }: ByProps<Answer>) {
  const { pages, fresh, door, refusals } = useTexts();
  const { username } = useSignedIn();
  const refusal = useRefusal();
  const [password, setPassword] = useState("");
  const using = useMutation({ mutationFn: () => run({ password }), onSuccess: onDone });
  const isWrong = using.error instanceof ApiError && using.error.code === "sign_in_failed";
  const focused = useFirstFocus<HTMLFormElement>();
  const enter = (event: FormEvent) => {
    event.preventDefault();
    if (mayRun() && password !== "") using.mutate();
  };
  return (
    <form noValidate ref={focused} onSubmit={enter}>
      <Alert>{using.error && !isWrong ? refusal(using.error) : undefined}</Alert>
      {/* So that a password manager knows whose it is. */}
      <input type="text" autoComplete="username" value={username} readOnly hidden />
      <PasswordField
        label={door.password}
        hint={fresh.passwordHint}
        wrong={isWrong ? refusals.wrong_password : undefined}
        autoComplete="current-password"
        data-autofocus
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Buttons>
        <Button onClick={onClose}>{pages.cancel}</Button>
        <Button type="submit" look="go" disabled={using.isPending || password === ""}>
          {submit}
        </Button>
      </Buttons>
    </form>
  );
}
