"""What the real Locust does in the test; scenario.yaml is the same for lt-gen."""

from locust import HttpUser, constant, task


class Visitor(HttpUser):
    wait_time = constant(0.05)

    @task(3)
    def browse(self):
        self.client.get("/api/products?page=1", name="/api/products")

    @task(1)
    def nowhere(self):
        self.client.get("/nowhere")
