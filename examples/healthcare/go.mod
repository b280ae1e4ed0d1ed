module healthcare

go 1.22

require client-go v0.0.0

replace client-go => ../../client-go
