"""Votes over HTTP, one per request."""

from locust import FastHttpUser, constant, task

from hand_out import portion

_TIMEOUT_S = 15


class EdgeVoter(FastHttpUser):
    """Casts votes at `POST /vote` of its host."""

    host = "http://127.0.0.1:4801"
    wait_time = constant(0)
    connection_timeout = _TIMEOUT_S
    network_timeout = _TIMEOUT_S

    @task
    def vote(self) -> None:
        runner = self.environment.runner
        text = portion.next(runner)
        if text is None:
            return
        try:
            self._post(text)
        finally:
            portion.done(runner)

    def _post(self, text: str) -> None:
        headers = {"content-type": "application/json"}
        # A lone surrogate, from an escape in the file, cannot be encoded: it becomes U+FFFD, which the edge refuses, too.
        body = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
        with self.client.post("/vote", data=body, headers=headers, catch_response=True) as response:
            if response.status_code == 202:
                response.success()
            elif response.status_code:
                response.failure(f"{response.status_code} {_code_in(response)}")


def _code_in(response) -> str:
    try:
        return str(response.json()["code"])
    except (ValueError, KeyError, TypeError):
        return "without a problem document: is it the edge?"
